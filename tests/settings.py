"""Settings of the tests: a data directory of their own, quick password hashing, the database the runner names."""

import atexit
import os
import shutil
import tempfile

if "HUYING_TEST_DATA_DIR" not in os.environ:
    _made = tempfile.mkdtemp(prefix="huying-tests-")
    atexit.register(shutil.rmtree, _made, ignore_errors=True)
    os.environ["HUYING_TEST_DATA_DIR"] = _made
os.environ["HUYING_DATA_DIR"] = os.environ["HUYING_TEST_DATA_DIR"]
if os.environ.get("HUYING_TEST_DATABASE_URL"):
    os.environ["HUYING_DATABASE_URL"] = os.environ["HUYING_TEST_DATABASE_URL"]

from huying.config.settings import *  # noqa: F403 - the environment must be set first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
HUYING_SECOND_FACTOR = "none"  # but where a test asks for one
