using Karyon.Tensors;

namespace Karyon.Learning.Tests;

public class GoldenRuleTests
{
    [Theory]
    [InlineData("", 0xcbf29ce484222325UL)]
    [InlineData("a", 0xaf63dc4c8601ec8cUL)]
    [InlineData("1:conv0./.weight", 0x7f6c99745e182077UL)]
    [InlineData("1:pos_embed", 0x5837e4a417c7679eUL)]
    public void Hashes_are_those_of_the_README(string text, ulong hash) => Assert.Equal(hash, GoldenRule.Hash(text));

    [Fact]
    public void Streams_start_as_the_README_says() => Assert.Equal(0xb4cb3fb622204cb8UL, GoldenRule.Stream(GoldenRule.Hash("1:conv0.bn.running_var"), 0));

    [Theory]
    [InlineData("conv0./.weight", new[] { 64, 3, 7, 7 }, new[] { 0xbd94e9ffu, 0xbe30c1a8u, 0xbe16021cu, 0xbe00bf47u, 0xbe3a9601u })]
    [InlineData("conv0.bn.running_var", new[] { 64 }, new[] { 0x3f8d32d0u, 0x3f93a976u, 0x3f8d058du, 0x3f7568ffu, 0x3f7fb3e2u })]
    [InlineData("encoder.block1.0.attn.q.weight", new[] { 32, 32 }, new[] { 0x3cf0f631u, 0xbe8c9067u, 0xbdfa5843u, 0x3e77c3b4u, 0xbe9aa325u })]
    [InlineData("blocks.0.ls1.gamma", new[] { 1536 }, new[] { 0x3f07c8b2u, 0x3f057ae4u, 0x3f2cf8aeu, 0x3f09550au, 0x3f0184a0u })]
    [InlineData("pos_embed", new[] { 1, 256, 1536 }, new[] { 0x3e8642dau, 0x3d963488u, 0xbece7738u, 0xbee427c2u, 0x3ebe443cu })]
    [InlineData("encoder.layer4.2.bn2.weight", new[] { 512 }, new[] { 0x3e6f1058u, 0x3e63af7eu, 0x3e488023u, 0x3e8b1cb8u, 0x3e9c907cu })]
    [InlineData("d0.units.0.conv3.weight", new[] { 256, 64, 1, 1 }, new[] { 0x3db26d6fu, 0x3d2d6d21u, 0x3d5b39bcu, 0xbcfe4139u, 0xbd89153du })]
    public void First_elements_have_the_bits_of_the_README(string name, int[] shape, uint[] bits)
    {
        var elements = GoldenRule.Tensor(name, new Shape(shape));
        for (var i = 0; i < 5; i++) Assert.Equal(bits[i], BitConverter.SingleToUInt32Bits(elements[i]));
    }

    [Fact]
    public void Images_start_as_the_README_says() =>
        Assert.Equal([133f, 190, 89, 37, 139, 26, 210, 247], GoldenRule.Image255("input", new Shape(8)));
}
