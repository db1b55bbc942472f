// RSA verification and SHA-256 alone: what no implementation can do without.
#include <openssl/evp.h>
#include <openssl/rsa.h>
