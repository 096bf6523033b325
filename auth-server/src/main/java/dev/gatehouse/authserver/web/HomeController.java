package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.login.SignedIn;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Where a person lands who came without an app: who is signed in, and the way out. */
@Controller
final class HomeController {

    @GetMapping({"/", "/logout"})
    String home(Model model) {
        model.addAttribute("person", SignedIn.current().orElse(null));
        return "home";
    }
}
