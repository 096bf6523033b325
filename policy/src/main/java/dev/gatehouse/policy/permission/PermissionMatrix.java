package dev.gatehouse.policy.permission;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The rules by resource and level. Every resource has a scope, and at least one row a level. */
public final class PermissionMatrix {

    private static final String RULES = "permission-matrix.csv";
    private static final String SCOPES = "permission-scopes.csv";
    private static final String NOTHING = "-";

    private static final PermissionMatrix PUBLISHED = parse(RuleTable.text(RULES), RuleTable.text(SCOPES));

    private final Map<Cell, List<PermissionRule>> cells;
    private final Map<ResourceKind, ScopeKind> scopes;

    private PermissionMatrix(Map<Cell, List<PermissionRule>> cells, Map<ResourceKind, ScopeKind> scopes) {
        this.cells = cells;
        this.scopes = scopes;
    }

    /** The matrix of the data files. */
    public static PermissionMatrix published() {
        return PUBLISHED;
    }

    static PermissionMatrix parse(String rules, String scopes) {
        return new PermissionMatrix(
                cells(RuleTable.parse(RULES, "resource,level,verbs,condition", rules)),
                scopes(RuleTable.parse(SCOPES, "resource,scope", scopes)));
    }

    /** The rules for people of this level; one that holds is enough. */
    public List<PermissionRule> rules(ResourceKind resource, PermissionLevel level) {
        return Objects.requireNonNull(cells.get(new Cell(resource, level)));
    }

    /** What the resource belongs to. */
    public ScopeKind scope(ResourceKind resource) {
        return Objects.requireNonNull(scopes.get(resource));
    }

    private static Map<Cell, List<PermissionRule>> cells(RuleTable table) {
        Map<Cell, List<PermissionRule>> cells = new HashMap<>();
        Set<List<Object>> seen = new HashSet<>();
        for (RuleTable.Row row : table.rows()) {
            PermissionRule rule = new PermissionRule(
                    resource(row),
                    row.read(1, Words.exact(PermissionLevel.values(), row.cell(1))),
                    verbs(row),
                    row.read(3, Words.exact(Condition.values(), row.cell(3))));
            row.require(
                    seen.add(List.of(rule.resource(), rule.level(), rule.condition())),
                    "this resource, level and condition were there before");
            row.require(!rule.verbs().isEmpty() || rule.condition() == Condition.NONE, "nothing needs no condition");
            cells.computeIfAbsent(new Cell(rule.resource(), rule.level()), cell -> new ArrayList<>())
                    .add(rule);
        }
        for (ResourceKind resource : ResourceKind.values()) {
            for (PermissionLevel level : PermissionLevel.values()) {
                if (!cells.containsKey(new Cell(resource, level))) {
                    throw table.missing(resource.key() + " and " + level);
                }
            }
        }
        cells.replaceAll((cell, rules) -> List.copyOf(rules));
        return Map.copyOf(cells);
    }

    private static Map<ResourceKind, ScopeKind> scopes(RuleTable table) {
        Map<ResourceKind, ScopeKind> scopes = new EnumMap<>(ResourceKind.class);
        for (RuleTable.Row row : table.rows()) {
            ScopeKind scope = row.read(1, Words.exact(ScopeKind.values(), row.cell(1)));
            row.require(scopes.put(resource(row), scope) == null, "this resource was there before");
        }
        for (ResourceKind resource : ResourceKind.values()) {
            if (!scopes.containsKey(resource)) {
                throw table.missing(resource.key());
            }
        }
        return Map.copyOf(scopes);
    }

    private static ResourceKind resource(RuleTable.Row row) {
        String key = row.cell(0);
        Optional<ResourceKind> resource = Words.exact(ResourceKind.values(), key.toUpperCase(Locale.ROOT));
        return row.read(0, resource.filter(kind -> kind.key().equals(key)));
    }

    private static Set<Verb> verbs(RuleTable.Row row) {
        EnumSet<Verb> verbs = EnumSet.noneOf(Verb.class);
        if (!row.cell(2).equals(NOTHING)) {
            row.require(!row.cell(2).isEmpty(), "no verb is " + NOTHING);
            row.cell(2)
                    .chars()
                    .forEach(letter ->
                            row.require(verbs.add(row.read(2, Verb.of(letter))), "a verb stands there twice"));
        }
        return verbs;
    }

    private record Cell(ResourceKind resource, PermissionLevel level) {}
}
