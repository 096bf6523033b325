package dev.gatehouse.db.access;

import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachPolicy;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the columns about grants become a {@link Reach}: for decisions and for lists, so that they cannot differ. */
public final class ReachColumns {

    /** The columns that {@link #reach} reads, over the aliases a (account), ag (all servers) and sg (one server). */
    public static final String COLUMNS =
            "a.direct_grants, a.team_grants, ag.scopes as all_scopes, sg.scopes as server_scopes";

    private ReachColumns() {}

    /**
     * The reach of a person.
     *
     * @param role the person's
     * @param byTeam what a team gives, {@link Scopes#NONE} when none does
     */
    public static Reach reach(ResultSet row, Role role, Scopes byTeam) throws SQLException {
        return Reach.of(
                role,
                new ReachPolicy(row.getBoolean("direct_grants"), row.getBoolean("team_grants")),
                scopes(row.getString("all_scopes")),
                scopes(row.getString("server_scopes")),
                byTeam);
    }

    /** The scopes of a grant; none where there is no grant. */
    public static Scopes scopes(@Nullable String text) {
        return text == null ? Scopes.NONE : Scopes.parse(text);
    }

    /** The condition that a grant under this alias gives something: it names a scope that this program knows. */
    public static String gives(String alias) {
        return Arrays.stream(Scope.values())
                .map(scope -> "' ' || " + alias + ".scopes || ' ' like '% " + scope.value() + " %'")
                .collect(Collectors.joining(" or ", "(", ")"));
    }
}
