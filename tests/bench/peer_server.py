"""gunicorn's configuration of the site, without what the site itself does when a worker begins."""

from relocate import server

OWN = {"on_starting", "post_worker_init"}
globals().update({name: value for name, value in vars(server).items() if name[0] != "_" and name not in OWN})
