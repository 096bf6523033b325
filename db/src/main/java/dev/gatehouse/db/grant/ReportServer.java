package dev.gatehouse.db.grant;

import java.util.UUID;

/** A server of the access report. */
public record ReportServer(UUID id, String slug, String name) {}
