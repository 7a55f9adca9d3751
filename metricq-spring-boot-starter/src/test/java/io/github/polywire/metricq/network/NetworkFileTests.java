package io.github.polywire.metricq.network;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.Vectors;
import io.github.polywire.metricq.foreign.ForeignSource;
import io.github.polywire.metricq.foreign.VirtualHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class NetworkFileTests {

	@TempDir
	private Path folder;

	@Test
	void keepsWhatItKnowsInTheFile() throws Exception {
		Path file = this.folder.resolve("deep/network.json");
		try (VirtualHost host = VirtualHost.create(LocalRabbit.shared())) {
			EmbeddedNetwork network = new Networks().file(file).withoutDatabase().start(host);
			network.setConfiguration("source-lab", Map.of("a", 1));
			try (ForeignSource source = new ForeignSource(host, "source-lab")) {
				source.declareMetrics("{\"lab.a\": {\"unit\": \"W\"}}");
			}
			await().untilAsserted(() -> assertThat(file).content().contains("lab.a"));
			network.stop();
			JsonNode content = Vectors.MAPPER.readTree(Files.readString(file));
			assertThat(content.at("/configs/source-lab/a").asInt()).isEqualTo(1);
			assertThat(content.at("/metrics/lab.a/unit").asString()).isEqualTo("W");
			try (Stream<Path> files = Files.list(file.getParent())) {
				assertThat(files).containsExactly(file);
			}
			EmbeddedNetwork next = new Networks().file(file).create(host);
			assertThat(next.configuration("source-lab").get("_rev").asString())
				.isEqualTo(network.configuration("source-lab").get("_rev").asString());
			assertThat(next.metadata("lab.a").source()).isEqualTo("source-lab");
		}
	}

	@Test
	void readsAFileThatSomebodyWrote() throws Exception {
		Path file = Files.writeString(this.folder.resolve("network.json"),
				"{\"configs\": {\"sink-lab\": {\"answer\": 42}}}");
		EmbeddedNetwork network = new Networks().file(file).create(VirtualHost.standard(LocalRabbit.shared()));
		assertThat(network.configuration("sink-lab").get("answer").asInt()).isEqualTo(42);
		assertThat(network.configuration("sink-lab").get("_rev").asString()).startsWith("1-");
		network.removeConfiguration("sink-lab");
		assertThat(file).content().doesNotContain("sink-lab");
	}

	@Test
	void saysWhatIsWrongWithAFile() throws Exception {
		for (String content : new String[] { "{", "[]", "{\"configs\": []}", "{\"metrics\": {\"a\": 1}}" }) {
			Path file = Files.writeString(this.folder.resolve("network.json"), content);
			Networks networks = new Networks().file(file);
			VirtualHost host = VirtualHost.standard(LocalRabbit.shared());
			assertThatExceptionOfType(NetworkFileException.class).isThrownBy(() -> networks.create(host))
				.withMessageContaining(file.toString())
				.withMessageContaining("metricq.network.file");
		}
	}

}
