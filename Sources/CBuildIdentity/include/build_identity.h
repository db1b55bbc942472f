#ifndef SALLYPORT_BUILD_IDENTITY_H
#define SALLYPORT_BUILD_IDENTITY_H

/// The commit that was built, as the variable BUILD_COMMIT of the build named it; empty when it named none.
const char *sallyport_commit(void);

#endif
