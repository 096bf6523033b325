package dev.gatehouse.db.grant;

import java.util.UUID;

/** A bundle through which a team gives somebody a server. */
public record GivingBundle(UUID id, String slug) {}
