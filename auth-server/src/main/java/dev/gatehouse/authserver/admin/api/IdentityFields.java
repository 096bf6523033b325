package dev.gatehouse.authserver.admin.api;

import dev.gatehouse.authserver.admin.IdentityPatch;
import dev.gatehouse.authserver.admin.Patch;
import org.jspecify.annotations.Nullable;

/** Reads the member {@code identitySettings} of a body. */
final class IdentityFields {

    private static final String MEMBER = "identitySettings";
    private static final String[] MEMBERS = IdentityPatch.MEMBERS.toArray(String[]::new);

    private IdentityFields() {}

    static @Nullable IdentityPatch read(JsonFields body) {
        JsonFields settings = body.object(MEMBER);
        return settings == null ? null : settings(settings);
    }

    static Patch<IdentityPatch> patch(JsonFields body) {
        Patch<JsonFields> patch = body.patchObject(MEMBER);
        JsonFields settings = patch.value();
        return new Patch<>(patch.present(), settings == null ? null : settings(settings));
    }

    private static IdentityPatch settings(JsonFields settings) {
        settings.only(MEMBERS);
        return IdentityPatch.of(
                IdentityPatch.MEMBERS.stream().map(settings::patchText).toList());
    }
}
