package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.account.HomeAccount;
import dev.gatehouse.authserver.account.SessionAccounts;
import dev.gatehouse.authserver.account.SessionAccounts.Standing;
import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.ownership.WaitingTransfers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where a person lands who came without an app: who is signed in, in which account, and the way out. */
@Controller
final class HomeController {

    private final WaitingTransfers transfers;
    private final SessionAccounts accounts;
    private final Settings settings;

    HomeController(WaitingTransfers transfers, SessionAccounts accounts, Settings settings) {
        this.transfers = transfers;
        this.accounts = accounts;
        this.settings = settings;
    }

    @GetMapping({"/", "/logout"})
    @Nullable
    String home(
            @RequestParam(name = "passwordChanged", required = false) @Nullable String passwordChanged,
            @RequestParam(name = "joined", required = false) @Nullable String joined,
            @RequestParam(name = "accountMade", required = false) @Nullable String accountMade,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Optional<SignedIn> person = SignedIn.current();
        if (person.isPresent()) {
            Standing standing = accounts.of(person.get(), request.getSession());
            if (standing.open() && request.getRequestURI().equals("/")) {
                response.sendRedirect(settings.issuer() + "/account/choose");
                return null;
            }
            model.addAttribute(
                    "account", standing.current().map(HomeAccount::of).orElse(null));
            model.addAttribute("several", standing.several());
            model.addAttribute("ownership", transfers.any(person.get().userId()));
        }
        model.addAttribute("joined", joined != null);
        model.addAttribute("passwordChanged", passwordChanged != null);
        model.addAttribute("accountMade", accountMade != null);
        model.addAttribute("person", person.orElse(null));
        return "home";
    }
}
