package dev.gatehouse.authserver.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The access model once more, as sets of small numbers, written from the rules (domain.md B3 and B4) and not from the code:
 * what a person reaches, what therefore lives, and what the gateways must hear.
 */
final class ReachModel {

    static final int PEOPLE = 4;
    static final int ROLES = 3;
    /** The owner's role, which nobody gives. */
    static final int OWNER = 3;
    /** Nobody of these people. */
    static final int NOBODY = -1;
    /** Whoever is invited at first. */
    static final int INVITED = PEOPLE - 1;

    static final int SERVERS = 3;
    static final int TEAMS = 2;
    static final int BUNDLES = 2;
    /** No bundle: the server by itself. */
    static final int ITSELF = -1;

    /** Role 0 reaches nothing by itself, role 1 everything, role 2 is edited, the owner's reaches everything. */
    final boolean[] connects = {true, true, true, true};

    final boolean[] reachesAll = {false, true, false, true};
    final int[] roleOf = new int[PEOPLE];
    final Status[] status = new Status[PEOPLE];
    final Set<Integer> all = new HashSet<>();
    final Set<List<Integer>> grants = new HashSet<>();
    final Set<List<Integer>> members = new HashSet<>();
    final Set<List<Integer>> provisioned = new HashSet<>();
    final Map<List<Integer>, Boolean> assignments = new HashMap<>();
    final boolean[] teamOn = {true, true};
    final boolean[] bundleOn = {true, true};
    final boolean[] serverOn = {true, true, true};
    final boolean[] deleted = new boolean[SERVERS];
    final boolean[] external = new boolean[SERVERS];
    final List<Family> families = new ArrayList<>();
    final boolean immediate;
    boolean direct = true;
    boolean team = true;
    int owner = NOBODY;

    ReachModel(boolean immediate) {
        this.immediate = immediate;
        java.util.Arrays.fill(status, Status.ACTIVE);
        status[INVITED] = Status.INVITED;
    }

    /** What has become of a person. */
    enum Status {
        INVITED,
        ACTIVE,
        DISABLED,
        GONE
    }

    /** A connection of a person to a server, by itself or through a bundle. */
    static final class Family {
        final int person;
        final int server;
        final int bundle;
        boolean alive = true;
        boolean told;

        Family(int person, int server, int bundle) {
            this.person = person;
            this.server = server;
            this.bundle = bundle;
        }
    }

    boolean exists(int server, int bundle) {
        return !deleted[server] && (bundle == ITSELF || assignments.containsKey(List.of(bundle, server)));
    }

    boolean open(int server, int bundle) {
        return bundle == ITSELF || (bundleOn[bundle] && assignments.getOrDefault(List.of(bundle, server), false));
    }

    boolean member(int person) {
        return status[person] != Status.GONE;
    }

    boolean active(int person) {
        return status[person] == Status.ACTIVE;
    }

    /** A member whom an admin may take out or give another role. */
    boolean managed(int person) {
        return member(person) && person != owner;
    }

    boolean joined(int person) {
        return member(person) && status[person] != Status.INVITED;
    }

    boolean byRole(int person) {
        return reachesAll[roleOf[person]];
    }

    /** The first source that holds; empty when none does. */
    String reach(int person, int server, int bundle) {
        if (!member(person)) {
            return "";
        }
        if (byRole(person)) {
            return "ROLE";
        }
        if (direct && all.contains(person)) {
            return "ALL_GRANT";
        }
        if (direct && grants.contains(List.of(person, server))) {
            return "SERVER_GRANT";
        }
        return team && bundle != ITSELF && open(server, bundle) && inTeamOf(person, bundle) ? "TEAM" : "";
    }

    private boolean inTeamOf(int person, int bundle) {
        for (int t = 0; t < TEAMS; t++) {
            if (teamOn[t] && members.contains(List.of(t, person)) && provisioned.contains(List.of(bundle, t))) {
                return true;
            }
        }
        return false;
    }

    /** By which rule a person is on a server's list, through whichever bundle; empty when they are not. */
    String listed(int person, int server) {
        if (!active(person)) {
            return "";
        }
        String itself = reach(person, server, ITSELF);
        for (int b = 0; b < BUNDLES && itself.isEmpty(); b++) {
            itself = reach(person, server, b);
        }
        return itself;
    }

    boolean lives(int person, int server, int bundle) {
        return exists(server, bundle)
                && active(person)
                && connects[roleOf[person]]
                && !reach(person, server, bundle).isEmpty();
    }

    /** What an authorization request comes to: the basis, or the reason against it. */
    String decision(int person, int server, int bundle) {
        if (!exists(server, bundle)) {
            return "SERVER_UNKNOWN";
        }
        if (!serverOn[server]) {
            return "SERVER_DISABLED";
        }
        if (external[server]) {
            return "EXTERNAL_IDP_GOVERNS";
        }
        if (!member(person)) {
            return "NOT_A_MEMBER";
        }
        if (!active(person)) {
            return joined(person) ? "USER_DISABLED" : "INVITATION_PENDING";
        }
        if (!connects[roleOf[person]]) {
            return "CAPABILITY_MISSING";
        }
        String reach = reach(person, server, bundle);
        if (reach.isEmpty()) {
            return "NO_GRANT";
        }
        return open(server, bundle) ? reach : "SERVER_DISABLED";
    }

    /** A change has happened: what has no reach any more ends; some of it must be heard at the gateways. */
    void settle() {
        for (Family family : families) {
            if (family.alive && !lives(family.person, family.server, family.bundle)) {
                family.alive = false;
                family.told |= immediate || !exists(family.server, family.bundle) || !active(family.person);
            }
        }
    }

    /** A bundle carries a server no more: also what had ended before, and whose access token is out, is refused at once. */
    void end(int bundle, int server) {
        families.stream()
                .filter(family -> family.bundle == bundle && family.server == server)
                .forEach(family -> {
                    family.alive = false;
                    family.told = true;
                });
    }

    /** A person left or was disabled: also what had ended before, and whose access token is out, is refused at once. */
    void depart(int person, Status now) {
        status[person] = now;
        families.stream().filter(family -> family.person == person).forEach(family -> {
            family.alive = false;
            family.told = true;
        });
    }
}
