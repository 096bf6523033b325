package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.db.ownership.WaitingTransfers;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where a person lands who came without an app: who is signed in, and the way out. */
@Controller
final class HomeController {

    private final WaitingTransfers transfers;

    HomeController(WaitingTransfers transfers) {
        this.transfers = transfers;
    }

    @GetMapping({"/", "/logout"})
    String home(
            @RequestParam(name = "passwordChanged", required = false) @Nullable String passwordChanged,
            @RequestParam(name = "joined", required = false) @Nullable String joined,
            Model model) {
        model.addAttribute("joined", joined != null);
        model.addAttribute("passwordChanged", passwordChanged != null);
        SignedIn person = SignedIn.current().orElse(null);
        model.addAttribute("person", person);
        model.addAttribute("ownership", person != null && transfers.any(person.userId()));
        return "home";
    }
}
