package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.bundle.BundleRow;

/** Changes to a bundle. {@code slug} may be repeated, not changed. */
public record BundlePatch(Patch<String> name, Patch<String> slug, Patch<Boolean> enabled) {

    /** The bundle as the patch wants it. */
    BundleRow applyTo(BundleRow row) {
        if (slug.present() && !row.slug().equals(slug.value())) {
            throw new InvalidValue("`slug` never changes");
        }
        String newName = name.present() ? Values.name(name.required("name", row.name())) : row.name();
        return row.with(newName, enabled.required("enabled", row.enabled()));
    }
}
