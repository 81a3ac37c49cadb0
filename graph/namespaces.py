"""The namespaces and vocabulary terms that code names; a test holds them against the Turtle."""

from __future__ import annotations

from .terms import NamedNode


class Namespace:
    """A namespace IRI whose attributes and items are its terms: ``SKOS.prefLabel``."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        self._terms: dict[str, NamedNode] = {}

    def __getitem__(self, name: str) -> NamedNode:
        term = self._terms.get(name)
        if term is None:
            term = self._terms[name] = NamedNode(self.iri + name)
        return term

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        term = self[name]
        # found without this method from then on: loops over a million statements ask for them
        setattr(self, name, term)
        return term

    def __contains__(self, iri: str) -> bool:
        return iri.startswith(self.iri)


ADMS = Namespace("http://www.w3.org/ns/adms#")
AS = Namespace("https://www.w3.org/ns/activitystreams#")
CHANGESET = Namespace("http://purl.org/vocab/changeset/schema#")
CSVW = Namespace("http://www.w3.org/ns/csvw#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
DQV = Namespace("http://www.w3.org/ns/dqv#")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
ESD = Namespace("http://def.esd.org.uk/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
LDES = Namespace("https://w3id.org/ldes#")
MH = Namespace("https://w3id.org/moothall/def/")
ORG = Namespace("http://www.w3.org/ns/org#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
PROV = Namespace("http://www.w3.org/ns/prov#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = Namespace("https://schema.org/")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
TREE = Namespace("https://w3id.org/tree#")
VOID = Namespace("http://rdfs.org/ns/void#")
WGS84 = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

ESD_ID = "http://id.esd.org.uk/"
MOOTHALL_ID = "https://w3id.org/moothall/id/"
STANDARD = "https://w3id.org/moothall/standard/"
IPSV_CONCEPT = "http://www.esd.org.uk/standards/ipsv/2.00/ipsv-schema#Concept"

PREFIXES: dict[str, str] = {
    "adms": ADMS.iri,
    "as": AS.iri,
    "cs": CHANGESET.iri,
    "csvw": CSVW.iri,
    "dcat": DCAT.iri,
    "dct": DCT.iri,
    "dqv": DQV.iri,
    "eli": ELI.iri,
    "esd": ESD.iri,
    "foaf": FOAF.iri,
    "geo": GEO.iri,
    "ldes": LDES.iri,
    "mh": MH.iri,
    "org": ORG.iri,
    "owl": OWL.iri,
    "prov": PROV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "schema": SCHEMA.iri,
    "sd": SD.iri,
    "sh": SH.iri,
    "skos": SKOS.iri,
    "spdx": SPDX.iri,
    "tree": TREE.iri,
    "void": VOID.iri,
    "wgs84": WGS84.iri,
    "xsd": XSD.iri,
}
"""Prefixes of every Turtle and JSON-LD document that is served."""
