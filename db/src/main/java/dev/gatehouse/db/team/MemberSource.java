package dev.gatehouse.db.team;

/** Who put a person into a team. */
public enum MemberSource {
    /** An admin. */
    MANUAL,
    /** The directory of the company. */
    SCIM;

    /** What is not known was not put there by an admin. */
    static MemberSource of(String name) {
        return MANUAL.name().equals(name) ? MANUAL : SCIM;
    }
}
