package dev.gatehouse.gateway.lists;

import dev.gatehouse.policy.server.FeaturePolicy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is looked at for.
 *
 * @param features what is exposed; lists are cut down to it
 * @param privateCache whether it must say that it is for this client alone (2026-07-28)
 * @param strict whether it is better not to pass it on than to pass it on unread
 * @param learnedFrom the id of the answer that tools are learned from, as JSON; null to learn nothing
 * @param learned is told what was said of tools
 */
record Look(
        FeaturePolicy features,
        boolean privateCache,
        boolean strict,
        @Nullable String learnedFrom,
        Learner learned) {

    /** Is told what one answer says of tools. */
    interface Learner {

        /**
         * One page of a list.
         *
         * @param readOnly by name, whether the tool is said to change nothing
         * @param nextCursor where the next page begins; null for the last one
         */
        void saw(Map<String, Boolean> readOnly, @Nullable String nextCursor);
    }

    /** Whether anything may be changed; otherwise it is only listened to. */
    boolean changes() {
        return privateCache || features.restrictsAny();
    }

    /** The same, but what cannot be read passes. */
    Look lenient() {
        return new Look(features, privateCache, false, null, learned);
    }
}
