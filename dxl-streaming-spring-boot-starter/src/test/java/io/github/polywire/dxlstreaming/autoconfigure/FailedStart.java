package io.github.polywire.dxlstreaming.autoconfigure;

import java.util.stream.Stream;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Starts applications that must not start, and reads what they print.
 */
final class FailedStart {

	private final CapturedOutput output;

	FailedStart(CapturedOutput output) {
		this.output = output;
	}

	/**
	 * Starts an application.
	 * @param application the application
	 * @param properties properties as in {@code name=value}
	 * @return the analysis that was printed
	 */
	String analysisOf(Class<?> application, String... properties) {
		SpringApplication starting = new SpringApplication(application);
		starting.setWebApplicationType(WebApplicationType.NONE);
		starting.setBannerMode(Banner.Mode.OFF);
		String[] args = Stream.of(properties).map((property) -> "--" + property).toArray(String[]::new);
		int before = this.output.length();
		assertThatException().isThrownBy(() -> starting.run(args).close());
		String printed = this.output.toString().substring(before);
		assertThat(printed).contains("APPLICATION FAILED TO START");
		String analysis = printed.substring(printed.indexOf("APPLICATION FAILED TO START"));
		assertThat(analysis).contains("Description:", "Action:").doesNotContain("\tat ");
		return analysis;
	}

}
