package dev.gatehouse.authserver.client.document;

import dev.gatehouse.authserver.client.ClientLookup;
import dev.gatehouse.authserver.outbound.Fetch;
import dev.gatehouse.authserver.outbound.FetchRequest;
import dev.gatehouse.authserver.outbound.OutboundFetcher;
import dev.gatehouse.authserver.settings.Cimd;
import dev.gatehouse.authserver.settings.Settings;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Whether the metadata says {@code client_id_metadata_document_supported}. Clients that see it do not fall back to
 * registration when their document cannot be fetched, so where that is to be found out ({@link Cimd#AUTO}), it is said only
 * while the last fetch of the probe, a document of a deployed client, was good.
 */
@Component
public final class MetadataDocumentSupport {

    private static final Logger log = LoggerFactory.getLogger(MetadataDocumentSupport.class);

    private final OutboundFetcher fetcher;
    private final Cimd mode;
    private final URI probe;
    private volatile boolean reached;

    MetadataDocumentSupport(OutboundFetcher fetcher, Settings settings) {
        this.fetcher = fetcher;
        this.mode = settings.clients().cimd();
        this.probe = settings.clients().probe();
    }

    /** Whether it is said now. */
    public boolean advertised() {
        return mode == Cimd.ON || (mode == Cimd.AUTO && reached);
    }

    @Scheduled(fixedDelayString = "PT10M")
    void tryAgain() {
        if (mode == Cimd.AUTO) {
            probe();
        }
    }

    /** Fetches the probe; nobody waits for it. */
    CompletableFuture<Void> probe() {
        return fetcher.fetch(new FetchRequest(probe, MetadataDocument.MAX_BYTES, null))
                .thenAccept(this::learn);
    }

    private void learn(Fetch fetch) {
        boolean good = fetch instanceof Fetch.Fetched fetched
                && MetadataDocument.read(probe.toString(), fetched.text()) instanceof ClientLookup.Found;
        if (good != reached) {
            log.info("client ID metadata documents are advertised: {} ({}: {})", good, probe, fetch);
        }
        reached = good;
    }
}
