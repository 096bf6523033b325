package dev.gatehouse.db.grant;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a list that is searched for, as far as one page may search.
 *
 * @param next the membership behind which to go on searching, where fewer were found than asked for and not all was
 *     searched; else null
 */
public record Slice<T>(List<T> found, @Nullable UUID next) {}
