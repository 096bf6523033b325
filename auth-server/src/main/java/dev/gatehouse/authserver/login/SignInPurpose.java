package dev.gatehouse.authserver.login;

import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody is about to sign in for. */
public interface SignInPurpose {

    /** What waits under this id in this browser for somebody to sign in. */
    Optional<Connecting> of(HttpSession session, String id);

    /**
     * An app that wants to use an MCP server.
     *
     * @param app what the client calls itself: nobody may have checked it
     * @param server the name of the MCP server; null where the app named none
     * @param bundle the name of the bundle through which the server is reached; null for the server by itself
     */
    record Connecting(
            String app, @Nullable String server, @Nullable String bundle) {}
}
