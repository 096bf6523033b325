package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.authorize.AuthorizationResponses;
import dev.gatehouse.authserver.page.PageMessage;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** The last resort: a page for people, JSON for machines, and never a word of what went wrong inside. */
@Controller
final class ErrorPage implements ErrorController {

    private static final List<String> MACHINES =
            List.of("/.well-known/", "/internal/", "/health/", "/oauth2/", "/api/");
    private static final List<String> PAGES = List.of("/oauth2/authorize", "/oauth2/consent");

    @RequestMapping("/error")
    Object error(HttpServletRequest request, Model model) {
        HttpStatus status = status(request);
        Object uri = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String path = uri == null ? "" : uri.toString();
        if (forMachines(path)) {
            return ResponseEntity.status(status)
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(Map.of(
                            "error",
                            status.is4xxClientError() ? "invalid_request" : "server_error",
                            "error_description",
                            status.getReasonPhrase()));
        }
        Object message = request.getAttribute(AuthorizationResponses.MESSAGE);
        ModelAndView page = new ModelAndView("message", status);
        Object title = request.getAttribute(PageMessage.TITLE);
        page.addObject("title", title == null ? title(status) : title);
        page.addObject("message", message == null ? explanation(status) : message);
        page.addObject("signIn", path.equals("/login"));
        page.addObject("continuation", request.getParameter("continue"));
        return page;
    }

    /** Clients also look for the well-known places behind a path. */
    private static boolean forMachines(String path) {
        return (MACHINES.stream().anyMatch(path::startsWith) && PAGES.stream().noneMatch(path::equals))
                || path.contains("/.well-known/");
    }

    private static HttpStatus status(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : null;
        return status == null ? HttpStatus.NOT_FOUND : status;
    }

    private static String title(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "There is no such page";
            case FORBIDDEN -> "That did not go through";
            case BAD_REQUEST -> "This request cannot be answered";
            case TOO_MANY_REQUESTS -> "Too many attempts";
            case SERVICE_UNAVAILABLE -> "Busy just now";
            default -> status.is4xxClientError() ? "This request cannot be answered" : "Something went wrong here";
        };
    }

    private static String explanation(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "Check the address.";
            case FORBIDDEN -> "The page was too old, or it was not opened here. Go back, reload it and try again.";
            default ->
                status.is4xxClientError()
                        ? "Go back to the app and try again."
                        : "It is not your fault. Try again in a moment.";
        };
    }
}
