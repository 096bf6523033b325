package dev.gatehouse.authserver.admin;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A bundle that is wanted; null stands for the default. */
public record NewBundle(
        String name,
        String slug,
        @Nullable Boolean enabled,
        @Nullable List<UUID> teamIds) {}
