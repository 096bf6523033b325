package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.admin.AdminAction;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The routes of the running program, as Spring has them. */
final class Routes {

    private static final String REQUIRES = "dev.gatehouse.authserver.admin.api.Requires";

    private Routes() {}

    /**
     * A route.
     *
     * @param action what its handler requires; null for the document
     */
    record Route(String method, String pattern, @Nullable AdminAction action) {

        /** An empty object, where a body is needed: for tests that look at the door only. */
        @Nullable
        Object emptyBody() {
            return method.equals("GET") || method.equals("DELETE") ? null : AdminApi.object();
        }

        @Override
        public String toString() {
            return method + " " + pattern;
        }
    }

    static List<Route> all() {
        return AdminApi.bean(RequestMappingHandlerMapping.class).getHandlerMethods().entrySet().stream()
                .flatMap(entry -> entry.getKey().getPatternValues().stream()
                        .filter(pattern -> pattern.startsWith("/api/"))
                        .flatMap(pattern -> entry.getKey().getMethodsCondition().getMethods().stream()
                                .map(method -> new Route(method.name(), pattern, action(entry.getValue())))))
                .sorted(Comparator.comparing(Route::toString))
                .distinct()
                .toList();
    }

    /** All that need a token. */
    static List<Route> closed() {
        return all().stream()
                .filter(route -> !route.pattern().equals("/api/openapi.json"))
                .toList();
    }

    /** The route that reads like this. */
    static Route of(String route) {
        return all().stream()
                .filter(candidate -> candidate.toString().equals(route))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no route is " + route));
    }

    /** Calls a route with ids of what the function says, and tells the outcome. */
    static String call(AdminApi caller, Route route, Function<String, String> ids) {
        return caller.send(route.method(), Things.fill(route.pattern(), ids), route.emptyBody())
                .outcome();
    }

    private static @Nullable AdminAction action(HandlerMethod handler) {
        return MergedAnnotations.from(handler.getMethod())
                .get(REQUIRES)
                .getValue("value", AdminAction.class)
                .orElse(null);
    }
}
