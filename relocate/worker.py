from gunicorn.workers.gthread import ThreadWorker


class SiteWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's threads, of which one that is to stop leaves nobody in its queue.

    A worker with a port of its own would keep it until its last answer is given: who knocks meanwhile waits there, and
    is cut off in the end.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive and self.cfg.reuse_port:
            for listener in self.sockets:
                self._take_all(listener)
                listener.close()

    def _take_all(self, listener: object) -> None:
        before = None
        while self.nr_conns != before:
            before = self.nr_conns
            self.accept(listener)
