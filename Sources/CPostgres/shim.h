#pragma once

// libpq, PostgreSQL's client library. pkg-config says in which folder the header is: Debian keeps it apart from the others.
#include <libpq-fe.h>
