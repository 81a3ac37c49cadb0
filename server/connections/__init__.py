"""Connections: how requests come in and answers go out, whatever a client's pace.

granian calls the application in a few threads, and a client that sends its body or reads its
answer slowly would hold one of them. So its threads only answer from the cache and receive bodies,
and hand over everything else::

    granian's threads     Handler: a kept answer at once; a body; no more than a few are awake
    working threads       run the application, of which nothing waits for a client
    patient threads       deliver long answers, as slowly as the clients like

* `handler` is what granian calls; `threads`, `rooms` and `parking` bound what goes on at a time.
* `body` receives a request's body whole, or not at all; `delivery` sends a long answer.
* `watch` closes what has stalled, and sees that a client has left; `sockets` is what it sees by.
"""
