package dev.gatehouse.db.team;

import dev.gatehouse.db.account.Member;

/** A person in a team, and who put them there. */
public record TeamMember(Member member, MemberSource source) {}
