package dev.gatehouse.e2e.harness;

/** The people of the demo account. */
public enum Person {
    /** Owner: reaches all servers by role. */
    OLGA("olga"),
    /** Admin: reaches all servers by role. */
    ADA("ada"),
    /** Manage all, which is about integrations: reaches no server. */
    MEL("mel"),
    /** Monitor all, which is about integrations: reaches no server. */
    MO("mo"),
    /** Custom: has a grant for server {@code everything}. */
    CUS("cus"),
    /** Custom: has all servers. */
    ALL("all");

    private final String name;

    Person(String name) {
        this.name = name;
    }

    /** The address that the person signs in with. */
    public String email() {
        return name + "@demo.example";
    }

    /** The password. */
    public String password() {
        return "gatehouse-demo";
    }
}
