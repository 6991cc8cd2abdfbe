/**
 * A certificate for this machine that nobody vouches for, and its key: made for these tests, and good for nothing else.
 *
 * @module
 */

/** In PEM. */
export const SELF_SIGNED = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBlzCCAT6gAwIBAgIUS2N91c/2YdzkFikmY4Gzgj0yg1kwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNzIxMDQ0NVoYDzIxMjYxMTAz
MjEwNDQ1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASmg5LP1Qzr1G38poR7Cnbq2vCGJOg8iuuGday/heMpsI3cf/2eLQHb
Oxphs8mmx9UQs3faX90CqE7ocxycp87no2wwajAdBgNVHQ4EFgQUMxm7fpNSDT6J
+6MmLjjyaAL9gQkwHwYDVR0jBBgwFoAUMxm7fpNSDT6J+6MmLjjyaAL9gQkwGgYD
VR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0E
AwIDRwAwRAIgTNmHd6tzklVdVK12M+Xtgw9wwjhLPTwNpKj/of8siHsCIHLC2dwT
tZNNidmtog6sRRZkHAXSqTHJdaId7UDq9qwF
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNaLkFHTbWXv005DF
4OrFFSkh1kU4IwH+zD+gPuuJiJahRANCAASmg5LP1Qzr1G38poR7Cnbq2vCGJOg8
iuuGday/heMpsI3cf/2eLQHbOxphs8mmx9UQs3faX90CqE7ocxycp87n
-----END PRIVATE KEY-----`,
} as const;
