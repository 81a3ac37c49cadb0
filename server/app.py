"""The web application: built from settings, with one boundary for everything that goes wrong."""

from __future__ import annotations

import atexit
import logging
import time
from pathlib import Path

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from ..graph.config import Config
from ..graph.errors import MoothallError, NotAcceptableError, RequestError
from ..graph.opening import open_generations
from ..graph.releases.comparisons import Comparisons
from ..graph.releases.folder import Releases
from ..graph.releases.timelines import Timelines
from ..graph.remote.outside import RemoteQueries
from . import pages
from .direct import DirectQueries
from .front import Front
from .metrics import count_request
from .negotiate import HTML, PROBLEM, negotiate
from .problems import Problem, problem_for_status, problem_of, status_of
from .queries import Queries, SingleFlight, query_request
from .query_answers import Flights, QueryAnswers
from .rendered import Rendered, RenderedCache
from .routes import BLUEPRINTS
from .routes.service import EXTENSION, Service, current_generation, service
from .view import View, choose_language

MAX_ADDRESS_BYTES = 4_000
"""Bytes of path and query of a request, except to the SPARQL endpoint."""

_YEAR_S = 31_536_000

_CORS = (
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "Content-Disposition, Content-Language, Content-Location, Deprecation, ETag, "
        "Last-Modified, Link, Location, Memento-Datetime, Retry-After, Vary, "
        "X-Moothall-Generation",
    ),
)

_PREFLIGHT = (
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE, OPTIONS"),
    (
        "Access-Control-Allow-Headers",
        "Accept, Accept-Datetime, Accept-Language, Accept-Profile, Content-Type",
    ),
    ("Access-Control-Max-Age", "86400"),
)

_log = logging.getLogger(__name__)


def create_app(config: Config, workers: Path | None = None) -> Flask:
    """Return the WSGI application that serves a data directory.

    The directory is first read by the first request; until there is a generation in it, every
    route that needs one answers 503.

    Args:
        config: the settings.
        workers: folder of the query workers of the service; None to start some of the
            application's own with the first query.
    """
    app = Flask("moothall", root_path=str(Path(__file__).parent), static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = config.max_request_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = config.max_request_bytes
    # an IRI may hold two slashes in a row, and a redirect would change it
    app.url_map.merge_slashes = False
    generations = open_generations(config)
    cache = RenderedCache(config.cache_bytes)
    queries = RemoteQueries(config, generations) if config.store_url else Queries(config, workers)
    atexit.register(queries.close)
    headers = (*_security_headers(), *_CORS)
    flights: Flights = SingleFlight(config.query_timeout_s, lambda made: isinstance(made, Rendered))
    releases = Releases(config.data_dir, config.base_iri)
    answers = QueryAnswers(query_request(config, ""), cache, queries, flights, releases, headers)
    app.extensions[EXTENSION] = Service(
        config=config,
        generations=generations,
        releases=releases,
        comparisons=Comparisons(releases, generations),
        timelines=Timelines(releases),
        cache=cache,
        queries=queries,
        answers=answers,
        headers=headers,
    )
    for routes in BLUEPRINTS:
        app.register_blueprint(routes)
    app.before_request(_start_clock)
    app.before_request(_check_address)
    app.after_request(_finish)
    app.register_error_handler(MoothallError, _answer_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(Exception, _answer_unexpected)
    direct = DirectQueries(app.wsgi_app, answers)
    app.wsgi_app = Front(direct, generations, cache)  # type: ignore[method-assign]
    return app


def _security_headers() -> tuple[tuple[str, str], ...]:
    """Return the headers that bind a browser to what the pages need.

    Source: Content Security Policy Level 3; Fetch, section 3.3 (nosniff).
    """
    hashes = " ".join(f"'{script}'" for script in pages.SCRIPT_HASHES)
    policy = (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'self'; "
        f"script-src {hashes} 'self'"
    )
    return (
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
    )


def _start_clock() -> None:
    g.started = time.perf_counter()


def _check_address() -> Response | None:
    """Refuse addresses that are too long, or whose bytes are no text."""
    path, query = request.environ.get("PATH_INFO", ""), request.environ.get("QUERY_STRING", "")
    if len(path) + len(query) > MAX_ADDRESS_BYTES and path != "/sparql":
        problem = problem_for_status(
            414,
            service().config.base_iri,
            f"The address has more than {MAX_ADDRESS_BYTES:,} characters.",
            "send a long query to /sparql by POST",
        )
        return _as_response(problem)
    if not path.isascii():
        try:
            path.encode("latin-1").decode("utf-8")
        except UnicodeDecodeError as error:
            raise RequestError("the address is not UTF-8") from error
    if any(ord(character) < 32 or ord(character) == 127 for character in path):
        raise RequestError("the address holds control characters")
    return None


def _finish(response: Response) -> Response:
    """Add the headers that every answer carries, unless it was rendered with them."""
    if "X-Content-Type-Options" not in response.headers:
        response.headers.extend(service().headers)
    if request.method == "OPTIONS":
        response.headers.extend(_PREFLIGHT)
    route = request.url_rule.rule if request.url_rule else "none"
    seconds = time.perf_counter() - g.started
    count_request(route, request.method, response.status_code, seconds)
    if request.path.startswith("/static/") and response.status_code == 200:
        seconds = _YEAR_S if request.query_string else 3_600
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
    return response


def _answer_error(error: MoothallError) -> Response:
    if status_of(error) >= 500:
        _log.error("%s %s: %s", request.method, request.path, error)
    return _as_response(problem_of(error, service().config.base_iri))


def _answer_http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(error.get_body(), error.code, error.get_headers())
    response = _as_response(problem_for_status(error.code, service().config.base_iri))
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _answer_unexpected(error: Exception) -> Response:
    """Answer what nobody foresaw: the log has the traceback, and the client none of it."""
    _log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _as_response(problem_for_status(500, service().config.base_iri))


def _as_response(problem: Problem) -> Response:
    """Return a problem as a page if the client would rather have one, else as JSON."""
    if _prefers_page():
        response = Response(
            pages.error(_error_view(), problem), problem.status, content_type=HTML.content_type
        )
    else:
        response = Response(problem.as_json(), problem.status, content_type=PROBLEM.media_type)
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    if "last_version" in problem.extras:
        response.headers["Link"] = f'<{problem.extras["last_version"]}>; rel="predecessor-version"'
    if problem.status == 503:
        response.headers["Retry-After"] = str(problem.extras.get("retry_after_s", 60))
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="moothall"'
    return response


def _prefers_page() -> bool:
    try:
        return negotiate(request.headers.get("Accept", ""), (PROBLEM, HTML)) == HTML
    except NotAcceptableError:
        return False


def _error_view() -> View:
    try:
        generation = current_generation()
    except MoothallError:
        generation = None
    parameters = {name: request.args[name] for name in request.args}
    accepted = request.headers.get("Accept-Language", "")
    language = choose_language(parameters.get("lang"), accepted)
    return View(generation, language, request.path, parameters, service().config.base_iri)
