package dev.gatehouse.authserver.provider;

/** A product that identity providers run on. */
public enum Preset {
    /** Keycloak. */
    KEYCLOAK,
    /** Okta. */
    OKTA,
    /** Auth0. */
    AUTH0,
    /** Microsoft Entra ID. */
    ENTRA,
    /** Google. */
    GOOGLE
}
