package io.github.polywire.natsmicro.wire;

import java.util.List;

import io.github.polywire.natsmicro.MicroHeaders;
import io.nats.client.impl.Headers;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HeaderTests {

	@Test
	void headersGoToTheClientAndBack() {
		MultiValueMap<String, String> headers = new LinkedMultiValueMap<>();
		headers.put("X-Upper", List.of("v 2", ""));
		headers.add("x-lower", "v\t1");
		assertThat(HeaderCodec.decode(HeaderCodec.encode(headers))).isEqualTo(headers);
		assertThat(HeaderCodec.encode(MicroHeaders.empty())).isNull();
		assertThat(HeaderCodec.decode(null)).isEmpty();
	}

	@Test
	void findsHeadersWhateverTheirCase() {
		MultiValueMap<String, String> headers = new LinkedMultiValueMap<>();
		headers.add("a", "1");
		headers.add("A", "2");
		assertThat(MicroHeaders.first(headers, "A")).isEqualTo("2");
		headers.add("timeout-ms", "5");
		assertThat(MicroHeaders.first(headers, MicroHeaderNames.TIMEOUT_MS)).isEqualTo("5");
		assertThat(MicroHeaders.first(headers, "B")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\nX-Injected: yes", "a\nb", "\u0000", "\u007f", "\u00e9" })
	void refusesValuesThatCannotBeSent(String value) {
		MultiValueMap<String, String> headers = new LinkedMultiValueMap<>();
		headers.add("X-Name", value);
		assertThatIllegalArgumentException().isThrownBy(() -> HeaderCodec.encode(headers))
			.withMessageContaining("X-Name")
			.withMessageNotContaining("\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a:b", "a\r\nb", "\u00e9" })
	void refusesNamesThatCannotBeSent(String name) {
		MultiValueMap<String, String> headers = new LinkedMultiValueMap<>();
		headers.add(name, "v");
		assertThatIllegalArgumentException().isThrownBy(() -> HeaderCodec.encode(headers))
			.withMessageNotContaining("\n");
	}

	@ParameterizedTest
	@CsvSource({ "not found, not found", "'line1\r\nX-Injected: yes', line1 X-Injected: yes",
			"\u00dcn\u00efcode \u2713, Unicode ?", "'\t a \u0000\u0001 b\n', a b", "'', ''", "'\n', ''",
			"\ufb01ne, fine" })
	void makesErrorTextsSafe(String text, String safe) {
		assertThat(ErrorText.safe(text)).isEqualTo(safe);
	}

	@Test
	void cutsLongErrorTexts() {
		assertThat(ErrorText.safe("x".repeat(5000))).hasSize(1024).endsWith("...");
		assertThat(ErrorText.safe("\u3300".repeat(5000))).hasSizeLessThanOrEqualTo(1024);
	}

	@Property(tries = 500)
	void everyTextBecomesAHeader(@ForAll String text) {
		String safe = ErrorText.safe(text);
		assertThat(safe).hasSizeLessThanOrEqualTo(1024).matches("[ -~]*");
		new Headers().put(MicroHeaderNames.ERROR, safe);
		assertThat(ErrorText.safe(safe)).isEqualTo(safe);
	}

	@Property(tries = 500)
	void noHeaderReachesTheClientThatItWouldRefuse(@ForAll String name, @ForAll String value) {
		MultiValueMap<String, String> headers = new LinkedMultiValueMap<>();
		headers.add(name, value);
		try {
			assertThat(HeaderCodec.encode(headers)).isNotNull();
		}
		catch (IllegalArgumentException ex) {
			assertThat(ex.getMessage()).contains("cannot be sent");
		}
	}

}
