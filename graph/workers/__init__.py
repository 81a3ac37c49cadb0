"""Query workers: processes that may be ended at any moment, for SPARQL text from outside.

Oxigraph cannot cancel a query, and a thread cannot be stopped; a process can. ::

    web process                supervisor                 worker (several)
    WorkerPool  ---------------------------------------->  evaluates one query at a time
       |  one connection holds one worker                     deadline: SIGALRM, default action
       |                                                      memory: RLIMIT_AS
       |                       forks, reaps, demotes  --->    no sockets, no programs: seccomp
       +--- why did it end? -> control socket

* `process` starts and stops the supervisor; `pool` asks a query and returns an `answer`.
* `served_graph` and `release_graphs` are what a worker reads: what is served, or a release.
* `wire` is the protocol between them; `limits` the settings; `errors` what can go wrong.
* An answer is whole or it is an error: a short one arrives in one frame, a long one as a finished
  file whose descriptor is handed over, so a worker that ends early leaves nothing behind.
"""
