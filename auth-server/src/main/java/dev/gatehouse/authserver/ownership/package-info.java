/**
 * The page on which a person answers an offer of an account, or takes their own back; people without admin rights have no API
 * token. What happens is {@link dev.gatehouse.authserver.admin.OwnershipTransfers}.
 */
@NullMarked
package dev.gatehouse.authserver.ownership;

import org.jspecify.annotations.NullMarked;
