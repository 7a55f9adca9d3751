package io.github.polywire.showcase.page;

import java.nio.charset.StandardCharsets;

import io.github.polywire.showcase.ShowcaseApplication;
import io.github.polywire.showcase.page.NatsMicroPanel.Content;
import io.github.polywire.showcase.page.NatsMicroPanel.Endpoint;
import io.github.polywire.showcase.page.NatsMicroPanel.Instance;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NatsMicroPanel}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS,
		classes = ShowcaseApplication.class)
class NatsMicroPanelTests {

	@Autowired
	private NatsMicroPanel panel;

	@Autowired
	private Connection connection;

	@Test
	void tellsWhatEndpointsDid() throws Exception {
		this.connection.request("v2.upper", "a".getBytes(StandardCharsets.UTF_8)).get();
		Instance showcase = instance("showcase");
		assertThat(showcase.version()).isEqualTo("1.0.0");
		assertThat(showcase.description()).isEqualTo("What the Polywire showcase serves");
		assertThat(showcase.endpoints()).extracting(Endpoint::subject)
			.containsExactlyInAnyOrder("showcase.echo", "showcase.sum", "showcase.fail", "showcase.slow", "v2.upper");
		assertThat(showcase.endpoints()).filteredOn((endpoint) -> endpoint.subject().equals("v2.upper"))
			.singleElement()
			.satisfies((endpoint) -> {
				assertThat(endpoint.requests()).isPositive();
				assertThat(endpoint.averageMillis()).isBetween(0.0001, 60_000.0);
			});
	}

	@Test
	void whatOthersSayIsBounded() {
		String huge = "x".repeat(100_000);
		String endpoints = ("{\"name\":\"e\",\"subject\":\"" + huge + "\",\"last_error\":\"" + huge + "\"},").repeat(3)
				+ "{},".repeat(1000) + "{}";
		String stats = "{\"type\":\"io.nats.micro.v1.stats_response\",\"name\":\"other\",\"id\":\"%s\",\"version\":\"%s\",\"endpoints\":[%s]}"
			.formatted(huge, huge, endpoints);
		Dispatcher other = this.connection.createDispatcher((message) -> {
			for (int i = 0; i < 2; i++) {
				this.connection.publish(message.getReplyTo(), stats.getBytes(StandardCharsets.UTF_8));
			}
			this.connection.publish(message.getReplyTo(), "nonsense".getBytes(StandardCharsets.UTF_8));
		});
		try {
			other.subscribe("$SRV.STATS");
			Instance instance = instance("other");
			assertThat(instance.endpoints()).hasSize(50);
			assertThat(instance.id()).hasSizeLessThan(400);
			assertThat(instance.version()).hasSizeLessThan(400);
			assertThat(instance.endpoints().get(0).subject()).hasSizeLessThan(400);
			assertThat(instance.endpoints().get(0).lastError()).hasSizeLessThan(400);
			assertThat(instance("showcase").endpoints()).hasSize(5);
		}
		finally {
			this.connection.closeDispatcher(other);
		}
	}

	private Instance instance(String service) {
		Content content = (Content) this.panel.read().content();
		return content.instances().stream().filter((it) -> it.service().equals(service)).findFirst().orElseThrow();
	}

}
