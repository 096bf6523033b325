package dev.gatehouse.authserver;

import dev.gatehouse.authserver.audit.AuditCommand;
import dev.gatehouse.authserver.cli.AdminCommand;
import dev.gatehouse.authserver.key.KeysCommand;
import dev.gatehouse.authserver.setup.SetUpLinkCommand;
import dev.gatehouse.db.DbConfiguration;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The authorization server's program. */
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
@ConfigurationPropertiesScan
@EnableScheduling
@Import(DbConfiguration.class)
public class AuthServer {

    /** Starts it, or runs one of the commands of operators and admins. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(KeysCommand.NAME)) {
            System.exit(KeysCommand.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        if (args.length > 0 && args[0].equals(AuditCommand.NAME)) {
            System.exit(AuditCommand.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        if (args.length > 0 && args[0].equals(SetUpLinkCommand.NAME)) {
            System.exit(SetUpLinkCommand.run(Arrays.copyOfRange(args, 1, args.length)));
        }
        if (args.length > 0 && AdminCommand.knows(args[0])) {
            System.exit(AdminCommand.run(args));
        }
        SpringApplication.run(AuthServer.class, args);
    }
}
