package io.github.polywire.natsmicro;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * The answer of a service instance to STATS.
 *
 * @param name the name of the service
 * @param id the id of the instance
 * @param version the version of the service, in the form of SemVer
 * @param started when the service was started or its statistics were reset, or
 * {@code null} if a peer did not say in a form that can be read. Sent in UTC and
 * microseconds
 * @param endpoints the statistics of the endpoints, in the order in which they were added
 * @param metadata the metadata of the service
 */
@JsonPropertyOrder({ "name", "id", "version", "started", "endpoints", "metadata", "type" })
@JsonIgnoreProperties(ignoreUnknown = true)
public record MicroServiceStats(String name, String id, String version,
		@JsonSerialize(using = StartedJson.Serializer.class) @JsonDeserialize(
				using = StartedJson.Deserializer.class) @Nullable Instant started,
		List<MicroEndpointStats> endpoints, Map<String, String> metadata) {

	/** The type of the document. */
	public static final String TYPE = "io.nats.micro.v1.stats_response";

	/**
	 * Creates an answer.
	 * @param name the name of the service
	 * @param id the id of the instance
	 * @param version the version of the service
	 * @param started when the service was started, or {@code null} if that is not known
	 * @param endpoints the statistics of the endpoints, or {@code null} for none
	 * @param metadata the metadata of the service, or {@code null} for none
	 */
	public MicroServiceStats(@Nullable String name, @Nullable String id, @Nullable String version,
			@JsonDeserialize(using = StartedJson.Deserializer.class) @Nullable Instant started,
			@Nullable List<MicroEndpointStats> endpoints, @Nullable Map<String, String> metadata) {
		this.name = DocumentFields.text(name);
		this.id = DocumentFields.text(id);
		this.version = DocumentFields.text(version);
		this.started = started;
		this.endpoints = DocumentFields.list(endpoints);
		this.metadata = DocumentFields.metadata(metadata);
	}

	/**
	 * The type of the document.
	 * @return always {@link #TYPE}
	 */
	@JsonProperty(access = JsonProperty.Access.READ_ONLY)
	public String type() {
		return TYPE;
	}

}
