"""The factual lists: functions, services, interactions, ProClass and the services on GOV.UK."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import CodeFact, Facts, GovukServiceFact, TermFact
from .turtle import Description, Statement, document, iri, say, string, text, typed

OPEN_GOVERNMENT_LICENCE = (
    "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)
AGENT = "https://w3id.org/moothall/id/agent/"

_ESD_NOTICE = (
    "Facts of the controlled lists of the esd-toolkit programme, under the Open Government Licence."
)


@dataclass(frozen=True, slots=True)
class ListEntry:
    """What a file says of the list that its terms are in.

    Args:
        address: the list as Turtle, e.g. ``list:functions``.
        label: its name in English.
        label_cy: its name in Welsh.
        other_names: further English names.
        description: what it holds, in the project's own words.
        publisher: last part of the address of the agent that keeps the list.
        source: where its facts were taken from.
        modified: when it was last changed, as Turtle.
        term_class: the class of its terms, as Turtle.
    """

    address: str
    label: str
    label_cy: str
    other_names: tuple[str, ...]
    description: str
    publisher: str
    source: str
    modified: str
    term_class: str

    def described(self) -> Description:
        """Return the description of the list."""
        labels = (text(self.label), text(self.label_cy, "cy"))
        alternatives = tuple(text(name) for name in self.other_names)
        return Description(
            self.address,
            (
                say("a", "mh:List", "skos:ConceptScheme"),
                say("skos:prefLabel", *labels),
                *([say("skos:altLabel", *alternatives)] if alternatives else []),
                say("dct:title", *labels),
                say("dct:identifier", string(self.address.partition(":")[2])),
                say("dct:description", text(self.description)),
                say("dct:license", iri(OPEN_GOVERNMENT_LICENCE)),
                say("dct:publisher", iri(AGENT + self.publisher)),
                say("dct:source", iri(self.source)),
                say("dct:modified", self.modified),
                say("mh:termClass", self.term_class),
            ),
        )


def list_documents(facts: Facts) -> dict[str, str]:
    """Return the text of every generated list, by file name."""
    return {
        "lists/functions.ttl": _functions(facts),
        "lists/services.ttl": _services(facts),
        "lists/interactions.ttl": _interactions(facts),
        "lists/proClass.ttl": _procurement_categories(facts),
        "lists/govukServices.ttl": _govuk_services(facts),
    }


def _term(class_name: str, identifier: str, label: str) -> tuple[Statement, ...]:
    return (
        say("a", class_name, "skos:Concept"),
        say("skos:prefLabel", text(label)),
        say("skos:notation", string(identifier)),
        say("dct:identifier", string(identifier)),
    )


def _dates(term: TermFact) -> tuple[Statement, ...]:
    return (
        say("dct:created", typed(term.created, "dateTime")),
        say("dct:modified", typed(term.modified, "dateTime")),
    )


def _last_modified(terms: tuple[TermFact, ...]) -> str:
    return typed(max(term.modified for term in terms), "dateTime")


def _functions(facts: Facts) -> str:
    entry = ListEntry(
        "list:functions",
        "Functions",
        "Swyddogaethau",
        ("Local government functions",),
        "The areas of local government's work: broad ones, and within them narrower ones, to "
        "which services belong. Edition of April 2013.",
        "local-government-association",
        "https://github.com/datagovuk/ckanext-dgu-local",
        _last_modified(facts.functions),
        "esd:Function",
    )
    terms = [
        Description(
            f"function:{function.identifier}",
            (
                *_term("esd:Function", function.identifier, function.label),
                *_dates(function),
                say("skos:inScheme", "list:functions"),
                say("skos:broader", f"function:{function.parent}")
                if function.parent
                else say("skos:topConceptOf", "list:functions"),
            ),
        )
        for function in facts.functions
    ]
    return document(f"Functions.\n{_ESD_NOTICE}", [entry.described(), *terms])


def _services(facts: Facts) -> str:
    modified = _last_modified(facts.services)
    publisher = "local-government-association"
    source = "https://github.com/datagovuk/ckanext-dgu-local"
    entries = [
        ListEntry(
            "list:services",
            "Services",
            "Gwasanaethau",
            ("All services",),
            "Everything that the standard knows as a service of local government, in any country. "
            "Here it holds the services of England and Wales only.",
            publisher,
            source,
            modified,
            "esd:Service",
        ),
        ListEntry(
            "list:englishAndWelshServices",
            "Services of England and Wales",
            "Gwasanaethau Cymru a Lloegr",
            ("Local Government Services List", "LGSL", "PID list"),
            "What local authorities of England and Wales do for the people and businesses of "
            "their area. The numbers are the LGSL codes. Edition of April 2013.",
            publisher,
            source,
            modified,
            "esd:Service",
        ),
    ]
    terms = [
        Description(
            f"service:{service.identifier}",
            (
                *_term("esd:Service", service.identifier, service.label),
                *_dates(service),
                say("skos:inScheme", "list:services", "list:englishAndWelshServices"),
                say("esd:containedBy", f"function:{service.parent}"),
            ),
        )
        for service in facts.services
    ]
    described = [entry.described() for entry in entries]
    return document(f"Services.\n{_ESD_NOTICE}", [*described, *terms])


def _flat_term(prefix: str, class_name: str, list_name: str, fact: CodeFact) -> Description:
    return Description(
        f"{prefix}:{fact.identifier}",
        (
            *_term(class_name, fact.identifier, fact.label),
            say("skos:inScheme", list_name),
            say("skos:topConceptOf", list_name),
        ),
    )


def _interactions(facts: Facts) -> str:
    entry = ListEntry(
        "list:interactions",
        "Interactions",
        "Rhyngweithiadau",
        ("Local Government Interaction List", "LGIL"),
        "The ways in which people deal with a service. The numbers are the LGIL codes, of which 0 "
        "is one, and 18 and 19 are not in use.",
        "local-government-association",
        "http://id.esd.org.uk/list/interactions",
        typed("2026-11-22", "date"),
        "esd:Interaction",
    )
    terms = [
        _flat_term("interaction", "esd:Interaction", "list:interactions", fact)
        for fact in facts.interactions
    ]
    return document(f"Interactions.\n{_ESD_NOTICE}", [entry.described(), *terms])


def _procurement_categories(facts: Facts) -> str:
    entry = ListEntry(
        "list:proClass",
        "ProClass",
        "ProClass",
        ("Procurement categories",),
        "The top level of ProClass C17.1, which sorts the goods, works and services that public "
        "bodies buy.",
        "proclass",
        "https://github.com/northwestopendata/lgtc_refdata",
        typed("2020-11-18", "date"),
        "mh:ProcurementCategory",
    )
    terms = [
        _flat_term("procurementCategory", "mh:ProcurementCategory", "list:proClass", fact)
        for fact in facts.procurement_categories
    ]
    notice = "Codes and names of ProClass, under the Open Government Licence."
    return document(f"ProClass, top level.\n{notice}", [entry.described(), *terms])


def _govuk_services(facts: Facts) -> str:
    entry = ListEntry(
        "ourlist:govukServices",
        "Services on GOV.UK",
        "Gwasanaethau ar GOV.UK",
        (),
        "The services for which GOV.UK sends people to their council, with the words in which it "
        "offers them.",
        "govuk",
        "https://github.com/alphagov/publisher",
        typed("2026-08-06", "date"),
        "esd:Service",
    )
    known = {service.identifier for service in facts.services}
    terms = [_govuk_service(fact, fact.identifier in known) for fact in facts.govuk_services]
    notice = "Codes and titles from GOV.UK's publishing tool, under the MIT licence."
    return document(f"Services on GOV.UK.\n{notice}", [entry.described(), *terms])


def _govuk_service(fact: GovukServiceFact, in_services_list: bool) -> Description:
    in_list = say("skos:inScheme", "ourlist:govukServices")
    title = say("mh:govukTitle", text(fact.title))
    if in_services_list:
        return Description(f"service:{fact.identifier}", (in_list, title))
    note = (
        f"GOV.UK offers this service under code {fact.identifier}, which the edition of the "
        "services list that is held here does not have. The name is GOV.UK's."
    )
    return Description(
        f"service:{fact.identifier}",
        (
            *_term("esd:Service", fact.identifier, fact.title),
            say("skos:scopeNote", text(note)),
            in_list,
            title,
        ),
    )
