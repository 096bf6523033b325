package dev.gatehouse.authserver.key;

/** What is stored was wrapped under another master key. */
final class WrongMasterKey extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongMasterKey(String name) {
        super("GATEHOUSE_MASTER_KEY is not the key under which `" + name + "` was stored");
    }
}
