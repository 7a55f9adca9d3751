package io.github.polywire.natsmicro.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MicroNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", "Orders_2-x", "0" })
	void acceptsNames(String name) {
		assertThat(MicroNames.name(name)).isEqualTo(name);
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { "a.b", "a b", "a*", ">", "\u00e9", "a\n", "a\r\nPUB x 0" })
	void refusesNames(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> MicroNames.name(name))
			.withMessageContaining("letters, digits, hyphens and underscores");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0", "1.2.3", "1.0.0-alpha.1", "1.0.0-0A.is.legal", "1.0.0+build.7", "1.2.3-rc.1+5" })
	void acceptsVersions(String version) {
		assertThat(MicroNames.version(version)).isEqualTo(version);
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { "1", "1.2", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3 ", "1.2.3.4", "1.2.x" })
	void refusesVersions(String version) {
		assertThatIllegalArgumentException().isThrownBy(() -> MicroNames.version(version))
			.withMessageContaining("SemVer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "a.b.c", "a.*.c", "*", ">", "a.>", "$SRV.x", "\u00fcber.a" })
	void acceptsSubjectsToSubscribeTo(String subject) {
		assertThat(MicroNames.subscription(subject)).isEqualTo(subject);
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { ".", ".a", "a.", "a..b", "a b", "a\tb", "a\r\n", "a\u0000", "a*", "a.>.b", ">b",
			"a\u2003b", "\u0085" })
	void refusesSubjectsToSubscribeTo(String subject) {
		assertThatIllegalArgumentException().isThrownBy(() -> MicroNames.subscription(subject));
	}

	@Test
	void refusesWildcardsWhereTheyMakeNoSense() {
		assertThat(MicroNames.group("a.*")).isEqualTo("a.*");
		assertThatIllegalArgumentException().isThrownBy(() -> MicroNames.group("a.>"));
		assertThatIllegalArgumentException().isThrownBy(() -> MicroNames.group(""));
		assertThatIllegalArgumentException().isThrownBy(() -> MicroNames.queueGroup("q*"));
		assertThatIllegalArgumentException().isThrownBy(() -> MicroNames.queueGroup("a b"));
		assertThatIllegalArgumentException().isThrownBy(() -> MicroNames.subject("a.*"));
		assertThatIllegalArgumentException().isThrownBy(() -> MicroNames.apiPrefix("$SRV."));
	}

	@Test
	void addressesAllServicesThoseOfANameAndOneInstance() {
		DiscoverySubjects subjects = new DiscoverySubjects("$OTHER.API");
		assertThat(subjects.subjects(DiscoverySubjects.Verb.STATS, "demo", "id7")).containsExactly("$OTHER.API.STATS",
				"$OTHER.API.STATS.demo", "$OTHER.API.STATS.demo.id7");
		assertThat(new DiscoverySubjects(DiscoverySubjects.DEFAULT_PREFIX).subject(DiscoverySubjects.Verb.PING, null,
				null))
			.isEqualTo("$SRV.PING");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> subjects.subject(DiscoverySubjects.Verb.PING, null, "id"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> subjects.subject(DiscoverySubjects.Verb.PING, "a.b", null));
	}

}
