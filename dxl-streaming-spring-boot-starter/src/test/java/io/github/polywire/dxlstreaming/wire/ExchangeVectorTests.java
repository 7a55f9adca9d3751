package io.github.polywire.dxlstreaming.wire;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.polywire.dxlstreaming.Channel;
import io.github.polywire.dxlstreaming.ChannelOptions;
import io.github.polywire.dxlstreaming.Contexts;
import io.github.polywire.dxlstreaming.DxlMessage;
import io.github.polywire.dxlstreaming.DxlRecord;
import io.github.polywire.dxlstreaming.DxlStreamChannelFactory;
import io.github.polywire.dxlstreaming.OffsetReset;
import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.StubService;
import io.github.polywire.dxlstreaming.StubService.Reply;
import io.github.polywire.dxlstreaming.TemporaryException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The exchanges of the Python client, recorded: ours sends the same and takes the
 * answers.
 */
class ExchangeVectorTests {

	private static final JsonMapper mapper = new JsonMapper();

	@Test
	void basicExchange() throws IOException {
		List<JsonNode> exchanges = vectors("dxl-http-basic", "basic");
		AtomicInteger next = new AtomicInteger();
		try (StubService service = StubService.start((request) -> reply(exchanges.get(next.getAndIncrement())));
				AnnotationConfigApplicationContext context = Contexts.start(service.url())) {
			Channel channel = context.getBean(DxlStreamChannelFactory.class)
				.create(ChannelOptions.builder("sample_consumer_group")
					.offset(OffsetReset.EARLIEST)
					.timeouts(Duration.ofSeconds(30), Duration.ofSeconds(60))
					.extraConfigs(Map.of("max.poll.records", "5"))
					.build());
			channel.create();
			channel.subscribe("case-mgmt-events", "my-topic");
			List<DxlRecord<JsonNode>> records = channel.consume();
			assertThat(records).hasSize(2);
			assertThat(records.get(0).shardingKey()).isEqualTo("123");
			assertThat(records.get(0).headers()).containsEntry("sourceId", "00359D70-A5CC-44A0-AE12-6B8D1EB31759");
			assertThat(records.get(0).payload().get("case").get("name").asString())
				.isEqualTo("A great case full of malware");
			channel.commit();
			assertThat(channel.consume()).isEmpty();
			channel.commit();
			channel.produce(new DxlMessage("my-topic", "", "{\"a\":1}"));
			assertThat(channel.consume()).singleElement()
				.satisfies((record) -> assertThat(record.payload().get("a").asInt()).isOne());
			channel.subscribe("my-topic");
			channel.consume();
			channel.commit();
			channel.consume();
			channel.delete();
			assertSame(service.requests(), exchanges);
		}
	}

	@Test
	void clientCredentials() throws IOException {
		List<JsonNode> exchanges = vectors("dxl-http-errors", "client-credentials");
		try (StubService service = StubService.start((request) -> reply(exchanges.get(0)));
				AnnotationConfigApplicationContext context = Contexts
					.start(new String[] { "dxl.streaming.base-url=" + service.url(), "dxl.streaming.auth.client.id=cid",
							"dxl.streaming.auth.client.secret=csec", "dxl.streaming.auth.client.scope=s1 s2",
							"dxl.streaming.auth.client.audience=aud" }, new Class<?>[0])) {
			Channel channel = context.getBean(DxlStreamChannelFactory.class).create("g");
			channel.setRetryOnFail(false);
			assertThatExceptionOfType(TemporaryException.class).isThrownBy(channel::create)
				.withMessageContaining("client 'cid'")
				.withMessageNotContaining("csec");
			assertSame(service.requests(), exchanges);
		}
	}

	@Test
	void pathPrefix() throws IOException {
		List<JsonNode> exchanges = vectors("dxl-http-errors", "path-prefix");
		AtomicInteger next = new AtomicInteger();
		try (StubService service = StubService.start((request) -> reply(exchanges.get(next.getAndIncrement())));
				AnnotationConfigApplicationContext context = Contexts.start(service.url(),
						"dxl.streaming.path-prefix=/x/y")) {
			Channel channel = context.getBean(DxlStreamChannelFactory.class)
				.create(ChannelOptions.builder("sample_consumer_group").retryOnFail(false).build());
			assertThatExceptionOfType(TemporaryException.class).isThrownBy(channel::create)
				.withMessageContaining("/x/y/consumers");
			assertThatExceptionOfType(PermanentException.class)
				.isThrownBy(() -> channel.produce(new DxlMessage("t", null, "{}")))
				.withMessageContaining("404");
			assertThat(service.requests().get(1).body())
				.isEqualTo(exchanges.get(1).at("/request/body").asString().replace(": ", ":").replace(", ", ","));
			assertThat(service.requests().get(2).path()).isEqualTo("/x/y/produce");
		}
	}

	@Test
	void badPasswordIsPermanent() throws IOException {
		List<JsonNode> exchanges = vectors("dxl-http-errors", "bad-password");
		try (StubService service = StubService.start((request) -> reply(exchanges.get(0)));
				AnnotationConfigApplicationContext context = Contexts.start(service.url(),
						"dxl.streaming.auth.password=bad")) {
			Channel channel = context.getBean(DxlStreamChannelFactory.class).create("g");
			assertThatExceptionOfType(PermanentException.class).isThrownBy(channel::create)
				.withMessageContaining("user 'me'")
				.withMessageContaining(service.url())
				.withMessageNotContaining("'bad'");
			assertSame(service.requests(), exchanges);
		}
	}

	private static void assertSame(List<StubService.Request> sent, List<JsonNode> exchanges) {
		assertThat(sent).hasSameSizeAs(exchanges);
		for (int i = 0; i < sent.size(); i++) {
			StubService.Request ours = sent.get(i);
			JsonNode theirs = exchanges.get(i).get("request");
			String line = theirs.get("line").asString();
			assertThat(ours.method() + " " + ours.path() + " HTTP/1.1").isEqualTo(line);
			Map<String, String> headers = headers(theirs);
			for (String name : List.of("Authorization", "Cookie")) {
				assertThat(ours.header(name)).as("%s of %s", name, line).isEqualTo(headers.get(name));
			}
			assertThat(ours.header("Content-type")).as("type of %s", line).isEqualTo(headers.get("Content-Type"));
			String body = theirs.get("body").asString();
			if (body.startsWith("{")) {
				assertThat(mapper.readTree(ours.body())).as(line).isEqualTo(mapper.readTree(body));
			}
			else {
				assertThat(ours.body()).as(line).isEqualTo(body);
			}
		}
	}

	private static List<JsonNode> vectors(String file, String scenario) throws IOException {
		try (InputStream in = ExchangeVectorTests.class.getResourceAsStream("/vectors/" + file + ".json")) {
			List<JsonNode> all = new ArrayList<>();
			mapper.readTree(in).forEach((exchange) -> {
				if (exchange.get("scenario").asString().equals(scenario)) {
					all.add(exchange);
				}
			});
			assertThat(all).isNotEmpty();
			return all;
		}
	}

	private static Reply reply(JsonNode exchange) {
		JsonNode response = exchange.get("response");
		int status = Integer.parseInt(response.get("line").asString().split(" ")[1]);
		Map<String, String> headers = headers(response);
		headers.remove("Date");
		headers.remove("Server");
		return new Reply(status, headers, response.get("body").asString());
	}

	private static Map<String, String> headers(JsonNode message) {
		Map<String, String> headers = new LinkedHashMap<>();
		message.get("headers").forEach((header) -> headers.put(header.get(0).asString(), header.get(1).asString()));
		return headers;
	}

}
