package dev.gatehouse.policy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRuleTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16",
                "169.254.169.254",
                "169.254.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.0.170",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::808:808",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "100:0:0:1::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::",
                "2002:808:808::",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fe80::1",
                "fec0::1",
                "feff::1",
                "ff02::1",
                "ff0e::1"
            })
    void addressThatIsNotPublicThenNotAllowed(String literal) throws UnknownHostException {
        assertThat(AddressRule.publicOnly().allows(InetAddress.getByName(literal)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.0.0.1",
                "128.0.0.1",
                "169.253.0.1",
                "169.255.0.1",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.1",
                "192.167.0.1",
                "192.169.0.1",
                "198.17.0.1",
                "198.20.0.1",
                "223.255.255.255",
                "::ffff:8.8.8.8",
                "2606:4700:4700::1111",
                "2a00:1450:4001:80b::200e",
                "2001:4860:4860::8888",
                "2003::1"
            })
    void addressThatIsPublicThenAllowedButNotWhereOnlyLoopbackIs(String literal) throws UnknownHostException {
        assertThat(AddressRule.publicOnly().allows(InetAddress.getByName(literal)))
                .isTrue();
        assertThat(AddressRule.loopbackOnly().allows(InetAddress.getByName(literal)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1"})
    void loopbackWhereOnlyLoopbackIsThenAllowed(String literal) throws UnknownHostException {
        assertThat(AddressRule.loopbackOnly().allows(InetAddress.getByName(literal)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "169.254.169.254", "fe80::1", "0.0.0.0", "::"})
    void otherInsideAddressWhereOnlyLoopbackIsThenNotAllowed(String literal) throws UnknownHostException {
        assertThat(AddressRule.loopbackOnly().allows(InetAddress.getByName(literal)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, true",
        "10.0.0.0/8, 192.168.0.1, false",
        "10.0.0.0/8, ::ffff:10.9.8.7, true",
        "10.0.0.0/8, 64:ff9b::a00:1, false",
        "10.0.0.0/8, 2002:a00:1::, false",
        "10.0.0.0/8, ::a00:1, false",
        "192.168.1.0/25, 192.168.1.127, true",
        "192.168.1.0/25, 192.168.1.128, false",
        "192.168.1.9, 192.168.1.9, true",
        "192.168.1.9, 192.168.1.8, false",
        "loopback, 127.9.9.9, true",
        "Loopback, ::1, true",
        "loopback, ::2, false",
        "loopback, 169.254.169.254, false",
        "loopback, 8.8.8.8, true",
        "fd00::/8, fd12::1, true",
        "fd00::/8, fc12::1, false",
        "FD00:0:0:1::/64, fd00:0:0:1:ffff::9, true",
        "FD00:0:0:1::/64, fd00:0:0:2::1, false",
    })
    void privateNetworkThatIsNamedThenAllowedAndNoOther(String network, String literal, boolean allowed)
            throws UnknownHostException {
        assertThat(AddressRule.publicAnd(List.of(network)).allows(InetAddress.getByName(literal)))
                .isEqualTo(allowed);
    }

    @Test
    void addressWithAZoneOrMappedByHandThenJudgedByItsBytes() throws UnknownHostException {
        byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[12] = 10;

        assertThat(AddressRule.publicAnd(List.of("fe80::/10")).allows(Inet6Address.getByAddress(null, linkLocal, 7)))
                .isTrue();
        assertThat(AddressRule.publicOnly().allows(Inet6Address.getByAddress(null, linkLocal, 7)))
                .isFalse();
        assertThat(AddressRule.publicOnly().allows(Inet6Address.getByAddress(null, mapped, -1)))
                .isFalse();
        assertThat(AddressRule.publicAnd(List.of("10.0.0.0/8")).allows(Inet6Address.getByAddress(null, mapped, -1)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0",
                "10.0.0.0.",
                "010.0.0.1",
                "256.0.0.1",
                "1.2.3.4.5",
                "167772161",
                "fd00::/129",
                "fd00::/a",
                "fe80::1%eth0",
                ":::",
                "g::",
                "[::1]",
                "10.0.0.0-10.0.0.9",
                "*"
            })
    void textThatIsNoNetworkThenRefusedByName(String text) {
        assertThatThrownBy(() -> AddressRule.publicAnd(List.of("loopback", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void nothingNamedThenPublicOnly() {
        assertThat(AddressRule.publicAnd(List.of(" "))).isSameAs(AddressRule.publicOnly());
    }
}
