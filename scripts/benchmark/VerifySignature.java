import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Locale;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Parses and verifies one response over and over with the JDK's XML signature: java VerifySignature.java RESPONSE CERTIFICATE */
public final class VerifySignature {
    private static final int ROUNDS = 5;
    private static final long NANOSECONDS = 500_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    public static void main(String[] arguments) throws Exception {
        byte[] response = Files.readAllBytes(Path.of(arguments[0]));
        PublicKey key;
        try (var certificate = Files.newInputStream(Path.of(arguments[1]))) {
            key = CertificateFactory.getInstance("X.509").generateCertificate(certificate).getPublicKey();
        }
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        parsers.setNamespaceAware(true);
        parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        double[] rounds = new double[ROUNDS];
        // Twice as long before what counts, for the compiler.
        for (int round = -2; round < ROUNDS; round++) {
            long began = THREADS.getCurrentThreadCpuTime();
            int count = 0;
            while (THREADS.getCurrentThreadCpuTime() - began < NANOSECONDS) {
                verify(parsers, response, key);
                count++;
            }
            if (round >= 0) rounds[round] = (THREADS.getCurrentThreadCpuTime() - began) / 1e3 / count;
        }
        Arrays.sort(rounds);
        System.out.printf(Locale.ROOT,
            "{\"name\": \"peer.java\", \"title\": \"the JDK's XML signature, parse and verify\", "
                + "\"microseconds\": %.3f, \"lowest\": %.3f, \"highest\": %.3f}%n",
            rounds[ROUNDS / 2], rounds[0], rounds[ROUNDS - 1]);
    }

    private static void verify(DocumentBuilderFactory parsers, byte[] response, PublicKey key) throws Exception {
        Document document = parsers.newDocumentBuilder().parse(new ByteArrayInputStream(response));
        markIDs(document.getDocumentElement());
        NodeList signatures = document.getElementsByTagNameNS("http://www.w3.org/2000/09/xmldsig#", "Signature");
        var context = new DOMValidateContext(key, signatures.item(0));
        if (!XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context).validate(context)) {
            throw new IllegalStateException("the signature does not verify");
        }
    }

    private static void markIDs(Element element) {
        if (element.hasAttribute("ID")) element.setIdAttribute("ID", true);
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) markIDs(inner);
        }
    }
}
