// graphql-codegen's client preset: types for every document, and a manifest of trusted documents.
import { addTypenameSelectionDocumentTransform } from "@graphql-codegen/client-preset";

export default {
  schema: "schema.graphql",
  documents: ["src/**/*.ts"],
  importExtension: ".js",
  generates: {
    "src/gql/": {
      preset: "client",
      documentTransforms: [addTypenameSelectionDocumentTransform], // Apollo's cache needs it of documents by id
      presetConfig: { persistedDocuments: { hashAlgorithm: "sha256" }, fragmentMasking: false },
      config: { strictScalars: true, scalars: { Date: "string", DateTime: "string" }, useTypeImports: true },
    },
  },
};
