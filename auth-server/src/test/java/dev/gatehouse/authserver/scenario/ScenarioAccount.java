package dev.gatehouse.authserver.scenario;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.apitoken.ApiTokenRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** A fresh account with its built-in roles and its people, and nothing else. */
final class ScenarioAccount {

    static final String PASSWORD = "gatehouse-demo";

    private static final String HASH = "{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD);

    final UUID id = UUID.randomUUID();
    final String mark = id.toString().substring(0, 8);

    private final ApplicationContext program;
    private final Map<SystemRole, UUID> roles = new EnumMap<>(SystemRole.class);
    private final Map<String, UUID> people = new LinkedHashMap<>();
    private final Map<String, String> tokens = new LinkedHashMap<>();

    ScenarioAccount(ApplicationContext program) {
        this.program = program;
        program.getBean(AccountRepository.class).save(AccountRow.create(id, "Account " + mark));
        for (SystemRole role : SystemRole.values()) {
            RoleRow row = RoleRow.preset(UUID.randomUUID(), id, role);
            program.getBean(RoleRepository.class).save(row);
            roles.put(role, row.id());
        }
    }

    /** The usual people: Owner olga, Admin ada, Manage all mel, Monitor all mo, Custom cus and carl. */
    static ScenarioAccount populated(ApplicationContext program) {
        ScenarioAccount account = new ScenarioAccount(program);
        account.person("olga", "Owner", MembershipStatus.ACTIVE);
        account.person("ada", "Admin", MembershipStatus.ACTIVE);
        account.person("mel", "Manage all", MembershipStatus.ACTIVE);
        account.person("mo", "Monitor all", MembershipStatus.ACTIVE);
        account.person("cus", "Custom", MembershipStatus.ACTIVE);
        account.person("carl", "Custom", MembershipStatus.ACTIVE);
        return account;
    }

    /** A person with the built-in role of this name. */
    void person(String name, String roleName, MembershipStatus status) {
        member(name, role(roleName), status);
    }

    /** A person whose role, made for them, has exactly these capabilities. */
    void holder(String name, Set<Capability> capabilities) {
        UUID roleId = UUID.randomUUID();
        String roleName = "Role of " + name;
        program.getBean(RoleRepository.class)
                .save(new RoleRow(roleId, id, null, roleName, null, Column.names(capabilities), "NONE", 0));
        member(name, roleId, MembershipStatus.ACTIVE);
    }

    private void member(String name, UUID roleId, MembershipStatus status) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        UUID userId = UUID.randomUUID();
        program.getBean(PersonRepository.class).save(PersonRow.create(userId, email(name), name, HASH, now));
        MembershipRow row =
                MembershipRow.create(UUID.randomUUID(), id, userId, roleId, now).withStatus(status);
        program.getBean(MembershipRepository.class).save(row);
        people.put(name, userId);
        if (roleId.equals(roles.get(SystemRole.OWNER))) {
            AccountRepository accounts = program.getBean(AccountRepository.class);
            accounts.save(accounts.findById(id).orElseThrow().with(row.id(), role("Custom")));
        }
    }

    /** Somebody who is here already is a person of this account, too. */
    void join(String name, UUID userId, String roleName) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        program.getBean(MembershipRepository.class)
                .save(MembershipRow.create(UUID.randomUUID(), id, userId, role(roleName), now));
        people.put(name, userId);
    }

    /** Whoever the program knows by the address of this name is a person of this account. */
    UUID joined(String name) {
        UUID userId = program.getBean(PersonRepository.class)
                .findByEmail(email(name))
                .orElseThrow()
                .id();
        people.put(name, userId);
        return userId;
    }

    /** Whoever has the owner's role, and whoever the account says is its owner. */
    java.util.List<UUID> owners() {
        return jdbc().sql("select m.user_id from membership m join account_role r on r.id = m.role_id"
                        + " where m.account_id = :account and r.system_key = 'OWNER' union all"
                        + " select m.user_id from account a join membership m on m.id = a.owner_membership_id"
                        + " where a.id = :account")
                .param("account", id)
                .query(UUID.class)
                .list();
    }

    /** The id of the built-in role of this name. */
    UUID role(String name) {
        return Arrays.stream(SystemRole.values())
                .filter(role -> role.displayName().equals(name))
                .map(roles::get)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no built-in role is called " + name));
    }

    String email(String name) {
        return name + "@" + mark + ".example";
    }

    boolean knows(String name) {
        return people.containsKey(name);
    }

    UUID userId(String name) {
        UUID userId = people.get(name);
        if (userId == null) {
            throw new AssertionError("nobody is called " + name);
        }
        return userId;
    }

    /** The ids of the people by their names. */
    Map<String, UUID> people() {
        return people;
    }

    /** An admin API token of this person. */
    String adminToken(String name) {
        return tokens.computeIfAbsent(name, n -> newToken(n, null));
    }

    private String newToken(String name, @Nullable UUID serverId) {
        String token = program.getBean(Secrets.class).generate("gha_");
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        ApiTokenRow row = new ApiTokenRow(
                UUID.randomUUID(), id, userId(name), serverId, "test", now, now.plus(Duration.ofDays(1)));
        program.getBean(ApiTokenRepository.class).insert(row, Secrets.digest(token));
        return token;
    }

    /** How many audit rows there are, so that later ones can be told. */
    int auditRows() {
        return audit(0).size();
    }

    /** The audit rows after the first so many: the action, and the reason if there is one. */
    java.util.List<String> audit(int from) {
        java.util.List<String> rows = jdbc().sql("select action || coalesce(' ' || reason, '') from audit_event"
                        + " where account_id = :account order by at, id")
                .param("account", id)
                .query(String.class)
                .list();
        return rows.subList(from, rows.size());
    }

    /** Every grant row of the account, every column of it. */
    java.util.List<String> grants() {
        java.util.List<String> rows = new java.util.ArrayList<>();
        for (String table : java.util.List.of("server_grant", "all_servers_grant")) {
            jdbc().sql("select * from " + table + " where account_id = :account")
                    .param("account", id)
                    .query()
                    .listOfRows()
                    .forEach(row -> rows.add(table + new java.util.TreeMap<>(row)));
        }
        java.util.Collections.sort(rows);
        return rows;
    }

    JdbcClient jdbc() {
        return program.getBean(JdbcClient.class);
    }

    /** The capabilities of these names. */
    static Set<Capability> capabilities(String names) {
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        for (String name : names.split(",")) {
            set.add(Capability.valueOf(name.strip()));
        }
        return set;
    }
}
