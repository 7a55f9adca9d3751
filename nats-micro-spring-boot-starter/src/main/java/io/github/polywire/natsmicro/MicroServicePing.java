package io.github.polywire.natsmicro;

import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a service instance to PING.
 *
 * @param name the name of the service
 * @param id the id of the instance
 * @param version the version of the service, in the form of SemVer
 * @param metadata the metadata of the service
 */
@JsonPropertyOrder({ "name", "id", "version", "metadata", "type" })
@JsonIgnoreProperties(ignoreUnknown = true)
public record MicroServicePing(String name, String id, String version, Map<String, String> metadata) {

	/** The type of the document. */
	public static final String TYPE = "io.nats.micro.v1.ping_response";

	/**
	 * Creates an answer.
	 * @param name the name of the service
	 * @param id the id of the instance
	 * @param version the version of the service
	 * @param metadata the metadata of the service, or {@code null} for none
	 */
	public MicroServicePing(@Nullable String name, @Nullable String id, @Nullable String version,
			@Nullable Map<String, String> metadata) {
		this.name = DocumentFields.text(name);
		this.id = DocumentFields.text(id);
		this.version = DocumentFields.text(version);
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
