package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.ReachModel.BUNDLES;
import static dev.gatehouse.authserver.admin.ReachModel.PEOPLE;
import static dev.gatehouse.authserver.admin.ReachModel.SERVERS;
import static dev.gatehouse.authserver.admin.ReachModel.TEAMS;

import java.util.Random;

/**
 * One step of a random sequence: what is done, to whom or what. Every number fits whatever is done, so that a sequence
 * stays one when steps are left out.
 */
record ReachChange(Kind kind, int person, int server, int group, int other) {

    /** What is done. */
    enum Kind {
        CONNECT,
        CONNECT_THROUGH,
        GRANT,
        REMOVE,
        CONVERT,
        GRANT_ALL,
        SELECT_ONE,
        GIVE_ROLE,
        EDIT_ROLE,
        GIVE_LEVEL,
        ACCEPT_INVITATION,
        TRANSFER_OWNERSHIP,
        DISABLE,
        ENABLE,
        DELETE_PERSON,
        JOIN_TEAM,
        LEAVE_TEAM,
        SWITCH_TEAM,
        SWITCH_BUNDLE,
        PROVISION,
        UNPROVISION,
        ASSIGN,
        UNASSIGN,
        SWITCH_ASSIGNMENT,
        REACH_POLICY,
        SWITCH_SERVER,
        DELETE_SERVER,
        EXTERNAL,
        BUILT_IN
    }

    private static final Kind[] KINDS = Kind.values();

    static ReachChange random(Random random) {
        Kind kind = random.nextInt(3) == 0 ? Kind.values()[random.nextInt(2)] : KINDS[random.nextInt(KINDS.length)];
        boolean forGood = kind == Kind.DELETE_PERSON || kind == Kind.DELETE_SERVER;
        if (forGood && random.nextInt(3) != 0) {
            kind = Kind.GRANT;
        }
        return new ReachChange(
                kind,
                random.nextInt(PEOPLE),
                random.nextInt(SERVERS),
                random.nextInt(Math.max(TEAMS, BUNDLES)),
                random.nextInt(4));
    }
}
