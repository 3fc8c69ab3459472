// OpenSSL: what Swift sees of it, and the macros and callbacks that Swift cannot spell.
#pragma once
// The SHA256_ functions are marked as old, yet a short hash through EVP takes three times as long (128 ns, 414 ns).
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

// MARK: Session tickets

/// Keys under which tickets are sealed: the first seals, all open.
struct apus_ticket_key { unsigned char name[16], cipher[32], mac[32]; };
struct apus_ticket_keys { int count; struct apus_ticket_key key[2]; };
static inline int apus_ticket(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                              EVP_MAC_CTX *mac, int seal) {
    struct apus_ticket_keys *keys = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), 0);
    int found = -1;
    for (int i = 0; keys && i < keys->count && found < 0; i++)
        if (seal || !CRYPTO_memcmp(name, keys->key[i].name, 16)) found = i;
    if (found < 0) return 0; // an old ticket: a whole handshake follows
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, keys->key[found].mac, 32),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0), OSSL_PARAM_construct_end()};
    if (!EVP_MAC_CTX_set_params(mac, parameters)) return -1;
    if (seal) {
        memcpy(name, keys->key[0].name, 16);
        if (RAND_bytes(iv, EVP_MAX_IV_LENGTH) <= 0) return -1;
        return EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), 0, keys->key[0].cipher, iv) ? 1 : -1;
    }
    if (!EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), 0, keys->key[found].cipher, iv)) return -1;
    return found == 0 && SSL_version(ssl) < TLS1_3_VERSION ? 1 : 2; // 2: with a new one, for those of 1.3 serve once
}

// MARK: Contexts

/// HTTP/1.1, or the handshake fails (RFC 7301 §3.2); who offers nothing is served.
static inline int apus_choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *length,
                                       const unsigned char *in, unsigned count, void *none) {
    for (unsigned at = 0; at + 1 <= count && at + 1 + in[at] <= count; at += 1 + in[at])
        if (in[at] == 8 && !memcmp(in + at + 1, "http/1.1", 8)) {
            *out = in + at + 1;
            *length = 8;
            return SSL_TLSEXT_ERR_OK;
        }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}
/// A key file with a pass phrase is refused: there is nobody to ask at a terminal.
static inline int apus_no_pass_phrase(char *out, int room, int writing, void *none) { return -1; }

/// What both sides agree upon: TLS 1.2 with ECDHE and AEAD, TLS 1.3; little memory while idle.
static inline SSL_CTX * apus_context(int server) {
    // Loops may be at work while the process ends: OpenSSL shall not tidy up under them.
    OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, 0);
    SSL_CTX *ctx = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    if (!ctx) return 0;
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE
                                 | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                              | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(ctx, 1);
    SSL_CTX_set_default_passwd_cb(ctx, apus_no_pass_phrase);
    if (!SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL")
        || !SSL_CTX_set1_groups_list(ctx, "X25519:P-256:P-384")) {
        SSL_CTX_free(ctx);
        return 0;
    }
    return ctx;
}
static inline int apus_server_settings(SSL_CTX * ctx, struct apus_ticket_keys * keys, long lifetime) {
    SSL_CTX_set_alpn_select_cb(ctx, apus_choose_protocol, 0);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_timeout(ctx, lifetime);
    SSL_CTX_set_num_tickets(ctx, 1);
    return SSL_CTX_set_ex_data(ctx, 0, keys) && SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, apus_ticket)
        && SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"apus", 4);
}
static inline int apus_client_settings(SSL_CTX * ctx, int (* remember)(SSL *, SSL_SESSION *)) {
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, 0);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(ctx, remember);
    return SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\x08http/1.1", 9) == 0;
}
/// When a context's own certificate ends, in seconds since 1970; 0 when it cannot be told.
static inline long apus_expiry(SSL_CTX * ctx) {
    X509 *leaf = SSL_CTX_get0_certificate(ctx);
    struct tm end;
    return leaf && ASN1_TIME_to_tm(X509_get0_notAfter(leaf), &end) ? (long)timegm(&end) : 0;
}

// MARK: Connections

/// Whom a client means to speak to: checked in the certificate, and named to the server unless it is an address.
static inline int apus_expect_peer(SSL * ssl, const char * host, int is_ip) {
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (is_ip) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
    return SSL_set_tlsext_host_name(ssl, host) && SSL_set1_host(ssl, host);
}
static inline unsigned long apus_next_error(void) { return ERR_peek_error(); }
static inline const char * apus_error_text(unsigned long code) { return ERR_reason_error_string(code); }
