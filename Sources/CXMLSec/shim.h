// The C libraries behind XMLSecurity: libxml2 (tree, parser, canonicalisation), xmlsec1 in its OpenSSL flavour
// (signatures, decryption) and OpenSSL itself (keys, certificates, key transport).
//
// Why a shim and not the headers alone:
// - Debian's libxml/encoding.h includes ICU, whose types clash with Foundation's own ICU in a clean debug build.
//   Undefining the flag hides only the tail of xmlCharEncodingHandler, a struct that is never allocated from Swift.
// - SwiftPM drops the -D flags of xmlsec1's pkg-config file; without them struct layouts are silently wrong.
// - Function-like macros are not imported into Swift; the few that are needed have inline functions here.

#ifndef SALLYPORT_CXMLSEC_SHIM_H
#define SALLYPORT_CXMLSEC_SHIM_H

#define __XMLSEC_FUNCTION__ __func__
#define XMLSEC_NO_SIZE_T
#define XMLSEC_OPENSSL3_ENGINES 1
#define XMLSEC_NO_GOST 1
#define XMLSEC_NO_GOST2012 1
#define XMLSEC_NO_CRYPTO_DYNAMIC_LOADING 1
#define XMLSEC_CRYPTO_OPENSSL 1

#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/valid.h>
#include <libxml/xmlerror.h>

#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlenc.h>
#include <xmlsec/errors.h>
#include <xmlsec/io.h>
#include <xmlsec/nodeset.h>
#include <xmlsec/templates.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

// xmlFree is a global function pointer that C may change, which Swift 6 refuses to read.
static inline void sallyport_xml_free(void *memory) { xmlFree(memory); }

static inline long sallyport_bio_mem_data(BIO *bio, char **data) { return BIO_get_mem_data(bio, data); }

static inline unsigned long sallyport_name_rfc2253(void) { return XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB; }

#endif
