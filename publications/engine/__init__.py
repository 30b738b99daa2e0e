"""The typesetter: a volume as plain data becomes one tagged PDF.

assemble (publications.domain) -> sanitise -> typeset -> join -> check. Nothing here knows Django,
the database, the network or a file that was not handed in; each part is typeset in a limited
child process and kept by the digest of everything that goes into it.
"""

# Raised whenever the same input would give other bytes: it is part of every cache key.
VERSION = "4"
