"""The environment variables of the program by their names of now, for tests that set or read them."""

from etl import paths

DATA = paths.variable("DATA")
MIRROR = paths.variable("MIRROR")
KEY = paths.variable("KEY")
LIMITS = paths.variable("LIMITS")
DEEDS = paths.variable("DEEDS")
SEED = paths.variable("SEED")
AUDIT_FOLDER = paths.variable("AUDIT_FOLDER")
AUDIT_MONTHS = paths.variable("AUDIT_MONTHS")
