"""WSGI entry; in embedded mode the worker runs as a thread of this process."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

SWEEPS = (20_000, 20, 50)
"""How much is made between two sweeps of the collector: more than one page makes."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
application = get_wsgi_application()

working = import_module("huying.config.working")
if os.environ.get(working.WITH_WORKER) == "1":
    working.Worker().start()

gc.collect()
gc.set_threshold(*SWEEPS)
gc.freeze()  # what is loaded now stays: the collector need not walk it again
