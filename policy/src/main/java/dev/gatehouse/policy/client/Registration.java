package dev.gatehouse.policy.client;

/** How a client came to be known. */
public enum Registration {
    /** It registered itself (RFC 7591); nobody has verified who it is. */
    DYNAMIC,
    /** Its {@code client_id} is the URL of its metadata document: whoever owns the domain vouches for it. */
    METADATA_DOCUMENT,
    /** An admin registered it. */
    ADMIN;

    /** Whether this {@code client_id} is the URL of a metadata document; ids that are made here never are URLs. */
    public static boolean isDocument(String clientId) {
        return clientId.startsWith("https://") || clientId.startsWith("http://");
    }
}
