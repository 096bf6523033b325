package dev.gatehouse.authserver.settings;

/** Whether client ID metadata documents (draft-ietf-oauth-client-id-metadata-document) are accepted. */
public enum Cimd {
    /** Accepted and advertised while documents can be fetched. */
    AUTO,
    /** Accepted and advertised, come what may. */
    ON,
    /** Not accepted. */
    OFF
}
